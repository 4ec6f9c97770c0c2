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

/// The report is counted before the transaction: that takes up to a second.
extension ExportLoyaltyReport: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<LoyaltyEnvironment>
    ) async throws -> Report<LoyaltyMeasure> {
        try await context.demandExport()
        return try await context.report(request)
    }

    package static func run(
        _ request: Request,
        with report: Report<LoyaltyMeasure>,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(report)
    }
}
