import OctopusLoyalty
import OctopusServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(
            LoyaltyService.definition,
            commands: ["check-ledger": CheckLedgerCommand.command]
        )
    }
}
