import ArgumentParser
import Synchronization

/// Awards in a small and in a big database by turns, so that what else the machine does meets both.
struct GrowthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "Awards in two databases that `bench grow` made: one at a time, and many."
    )

    @Argument(help: "The folder of the small one.")
    var small: String

    @Option(help: "How many entries it was made with.")
    var smallEntries = 10_000

    @Argument(help: "The folder of the big one.")
    var big: String

    @Option(help: "How many entries it was made with.")
    var bigEntries: Int

    @Option(help: "How long to measure, in seconds.")
    var seconds = 3.0

    func run() async throws {
        let small = try await house(small, smallEntries)
        let big = try await house(big, bigEntries)
        var figures = Figures()
        // What the first awards find on the disk is in the caches of both afterwards.
        _ = try await (load(small, 64, seconds / 4), load(big, 64, seconds / 4))
        figures.smallP50Us = try await load(small, 1, seconds / 4)
        figures.bigP50Us = try await load(big, 1, seconds / 4)
        figures.smallBusyP50Us = try await load(small, 64, seconds / 4)
        figures.bigBusyP50Us = try await load(big, 64, seconds / 4)
        await small.close()
        await big.close()
        try figures.write()
    }

    private func house(_ folder: String, _ entries: Int) async throws -> AwardHouse {
        try await AwardHouse(folder: folder, endUsers: GrownLedger.endUsers(of: entries))
    }

    private func load(
        _ house: AwardHouse,
        _ inFlight: Int,
        _ seconds: Double
    ) async throws -> Double {
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds)) {
            try await house.awardNext()
        }
        return load.microseconds(50)
    }
}
