import ArgumentParser
import OctopusClient

/// The command `octopus report outstanding`.
struct ReportOutstandingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outstanding",
        abstract: "Tells the tenant what points end users had at the end of a past day.",
        discussion: """
            By partner, point type and the month in which they were given: what a finance department books as owed.
            """
    )

    @Argument(help: ArgumentHelp("The day, as 2026-10-31; in the tenant's zone.", valueName: "day"))
    var day: String

    @Option(help: ArgumentHelp("Only the points of this partner.", valueName: "id"))
    var partner: PartnerID?

    @Option(help: ArgumentHelp("Writes it there as CSV.", valueName: "file"))
    var csv: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        guard let csv else {
            let found: [OutstandingPoints] = try await session.use { session in
                try await session.asUser(listing: ListOutstandingPoints.self) {
                    .init(endOfDay: day, partnerId: partner, after: $0)
                }
            }
            return try output.show(found) { found in
                var table = Table("PARTNER", "POINT TYPE", "GIVEN IN", "POINTS")
                for one in found {
                    table.add(
                        one.partnerName,
                        one.pointTypeName,
                        one.awardedMonth,
                        "\(one.points)"
                    )
                }
                table.print()
            }
        }
        let (bytes, rows) = try await session.use { session in
            let begun = try await session.asUser(
                ExportOutstandingPoints.self,
                .init(endOfDay: day, partnerId: partner)
            )
            return try await session.read(begun, of: "loyalty")
        }
        try Output.write(bytes, to: csv)
        Console.note("octopus: \(rows) rows in \(csv)")
    }
}
