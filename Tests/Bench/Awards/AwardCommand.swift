import ArgumentParser

/// Gives points in this process, through the store's writer alone.
struct AwardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award",
        abstract: "Awards through the writer, called in process: durable, keyed, on a real file."
    )

    @Argument(help: "A folder for the database.")
    var folder: String

    @Option(help: "Awards that are under way at a time.")
    var inFlight = 64

    @Option(help: "How long to measure, in seconds; a quarter more before it is for warming up.")
    var seconds = 3.0

    @Option(help: "End users who are given points, one after another.")
    var endUsers = 10_000

    @Option(help: "How many awards share a transaction at most; 1 is one transaction each.")
    var batchLimit: Int?

    func run() async throws {
        let house = try await AwardHouse(
            folder: folder,
            endUsers: endUsers,
            batchLimit: batchLimit
        )
        let award: @Sendable () async throws -> Void = { try await house.awardNext() }
        _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), award)
        let (own, commits) = (ProcessorTime.own(), house.commits)
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), award)
        var figures = Figures(load, client: .zero, server: ProcessorTime.own() - own)
        figures.awardsPerCommit = Double(load.calls) / Double(house.commits - commits)
        await house.close()
        try figures.write()
    }
}
