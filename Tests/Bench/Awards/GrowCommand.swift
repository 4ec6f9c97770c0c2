import ArgumentParser

/// Makes a house whose ledger has been written for long.
struct GrowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grow",
        abstract: "Makes loyalty's database with so many ledger entries, by SQL in bulk."
    )

    @Argument(help: "An empty folder for the database.")
    var folder: String

    @Option(help: "Ledger entries: six of ten are awards, four are expiries of theirs.")
    var entries = 10_000

    func run() async throws {
        let endUsers = GrownLedger.endUsers(of: entries)
        let house = try await AwardHouse(folder: folder, endUsers: endUsers)
        await house.close()
        try GrownLedger(databasePath: "\(folder)/loyalty.sqlite", entries: entries).make()
        try Figures().write()
    }
}
