import ArgumentParser
import OctopusAdvertising
import OctopusAdvertisingContract
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Synchronization

/// Counts impressions in this process, through the store's writer alone.
struct AdCountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ad-count",
        abstract:
            "Counts through the writer, called in process: durable, each of an ad that was chosen."
    )

    @Argument(help: "An empty folder for the database.")
    var folder: String

    @Option(help: "Counts that are under way at a time.")
    var inFlight = 64

    @Option(help: "How long to measure, in seconds; a quarter more before it is for warming up.")
    var seconds = 3.0

    @Option(help: "How many ads are chosen before, for a second of counting.")
    var mostPerSecond = 20_000

    func run() async throws {
        let town = AdTown(campaigns: 100, partners: 1, endUsers: 10_000)
        try await AdHouse.grow(town, in: folder)
        let commits = Atomic(0)
        let instance = try await AdHouse.open(folder, .silent) { store in
            store.hooks.batchDidCommit = { commits.add(1, ordering: .relaxed) }
        }
        let house = try AdCountHouse(instance, town)
        try await house.choose(Int(seconds * 1.25 * Double(mostPerSecond)) + inFlight)
        let count: @Sendable () async throws -> Void = { try await house.countNext() }
        _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), count)
        let (own, before) = (ProcessorTime.own(), commits.load(ordering: .relaxed))
        let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), count)
        var figures = Figures(load, client: .zero, server: ProcessorTime.own() - own)
        let after = commits.load(ordering: .relaxed)
        figures.countsPerCommit = Double(load.calls) / Double(after - before)
        await instance.close()
        try figures.write()
    }
}

/// Ads that end users were given, and that are counted one after the other.
private final class AdCountHouse: Sendable {
    private struct Chosen {
        let caller: Caller
        let request: CountAd.Request
        let encoded: [UInt8]
    }

    private let instance: ServiceInstance<AdvertisingEnvironment>
    private let callers: [Caller]
    private let chosen = Mutex<[Chosen]>([])
    private let next = Atomic(0)

    init(_ instance: ServiceInstance<AdvertisingEnvironment>, _ town: AdTown) throws {
        self.instance = instance
        callers = town.people(town.endUsers).map { endUser in
            let person = AdHouse.person(endUser)
            guard let reach = Reach(Principal.operating.scope, person) else {
                preconditionFailure("The operator's program reaches everybody.")
            }
            return Caller(
                principal: .operating,
                person: person,
                reach: reach,
                rule: .endUser,
                tenant: person.tenant,
                partner: nil
            )
        }
    }

    /// Has so many ads chosen.
    func choose(_ count: Int) async throws {
        let placements = AdTown.placements
        for number in 0..<count {
            let caller = callers[number % callers.count]
            let context = WaitingContext(
                caller: caller,
                now: instance.clock.now,
                environment: instance.environment,
                store: instance.store
            )
            let placement = placements[number % placements.count]
            guard let ad = try await PickAd.run(.init(placementId: placement), in: context).ad
            else { throw TooFew() }
            let request = CountAd.Request(token: ad.token, event: .shown)
            let encoded = try CBOREncoder().encode(request)
            chosen.withLock {
                $0.append(Chosen(caller: caller, request: request, encoded: encoded))
            }
        }
    }

    /// Counts as the writer does it, without what comes before a command.
    func countNext() async throws {
        let number = next.add(1, ordering: .relaxed).oldValue
        let one = try chosen.withLock { chosen in
            guard number < chosen.count else { throw TooFew() }
            return chosen[number]
        }
        let (environment, ids) = (instance.environment, instance.ids)
        let command = StoreCommand(
            label: CountAd.declaration.name,
            request: one.encoded,
            storesAnswer: false
        )
        let answer = await instance.store.command(command) { transaction in
            let context = CommandContext(
                caller: one.caller,
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            let reply = try CountAd.run(one.request, in: context)
            guard reply.isCounted else { throw NotCounted() }
            return .commit(Answer(status: 0, effect: 3, body: try CBOREncoder().encode(reply)))
        }
        guard case .answered(_, replayed: false) = answer else { throw NotCounted() }
    }
}

private struct TooFew: Error, CustomStringConvertible {
    var description: String {
        "there were no more ads to count; choose more with --most-per-second"
    }
}

private struct NotCounted: Error, CustomStringConvertible {
    var description: String { "an ad that was shown is not counted" }
}
