import OctopusAdvertising
import OctopusServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(
            AdvertisingService.definition,
            commands: ["check-ledger": ImpressionLedgerRules.command]
        )
    }
}
