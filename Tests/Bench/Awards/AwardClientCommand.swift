import ArgumentParser
import OctopusLoyaltyContract
import OctopusMesh
import Synchronization

/// Gives points from a process of its own.
struct AwardClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "award-client",
        abstract: "Keeps awards in flight and prints what they cost both processes."
    )

    @OptionGroup var calling: CallingOptions

    @Option(help: "End users who are given points, one after another.")
    var endUsers = 10_000

    func run() async throws {
        let requests = Furniture.awards(endUsers)
        let next = Atomic(0)
        try await calling.measure { client, options in
            let number = next.add(1, ordering: .relaxed).oldValue
            let reply = try await client.call(
                AwardPoints.self,
                requests[number % requests.count],
                options
            )
            guard reply.balance > 0 else { throw NothingGiven() }
        }
    }
}

private struct NothingGiven: Error, CustomStringConvertible {
    var description: String { "an award left its end user with nothing" }
}
