package import OctopusAdvertisingContract
package import OctopusServiceKit

extension ReadAdvertisingReport: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Reply {
        try context.report(request)
    }
}

/// The report is counted before the transaction: that takes up to a second.
extension ExportAdvertisingReport: PreparedCommandHandler {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<AdvertisingEnvironment>
    ) async throws -> Report<AdvertisingMeasure> {
        try await context.demandExport()
        return try await context.report(request)
    }

    package static func run(
        _ request: Request,
        with report: Report<AdvertisingMeasure>,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> BegunExport {
        try context.exportReport(report)
    }
}
