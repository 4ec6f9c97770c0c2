package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ReadLoyaltyReport: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        try context.report(request)
    }
}

extension ExportLoyaltyReport: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(request)
    }
}
