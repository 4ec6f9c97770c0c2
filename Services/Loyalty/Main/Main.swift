import Loyalty
import ServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(
            LoyaltyService.definition,
            commands: ["check-ledger": CheckLedgerCommand.command]
        )
    }
}
