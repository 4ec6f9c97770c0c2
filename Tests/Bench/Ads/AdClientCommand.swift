import ArgumentParser
import OctopusAdvertisingContract
import OctopusMesh
import Synchronization

/// Asks for ads from a process of its own.
struct AdClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ad-client",
        abstract: "Keeps requests for ads in flight and prints what they cost both processes."
    )

    @OptionGroup var calling: CallingOptions

    func run() async throws {
        let place = try EchoPlace.read(from: calling.folder)
        let asked = Atomic(0)
        let served = Atomic(0)
        // Who asks for the first time is looked up.
        try await calling.measure(after: place.tokens.count) { client, _ in
            let number = asked.add(1, ordering: .relaxed).oldValue
            let placements = AdTown.placements
            let request = PickAd.Request(placementId: placements[number % placements.count])
            let reply = try await client.call(PickAd.self, request, place.options(number))
            if reply.ad != nil { served.add(1, ordering: .relaxed) }
        }
        // To find nothing may be cheaper.
        guard served.load(ordering: .relaxed) * 10 > asked.load(ordering: .relaxed) * 9 else {
            throw NothingToShow()
        }
    }
}

private struct NothingToShow: Error, CustomStringConvertible {
    var description: String { "more than a tenth was shown nothing" }
}
