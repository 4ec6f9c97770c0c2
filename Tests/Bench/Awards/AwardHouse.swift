import OctopusCBOR
import OctopusLoyaltyContract
import FoundationEssentials
import GRDB
import OctopusLoyalty
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import Synchronization
import OctopusTestKit

/// Loyalty's database on a real file, with one partner and many end users to give points to.
final class AwardHouse: Sendable {
    let instance: ServiceInstance<LoyaltyEnvironment>
    let caller: Caller
    let requests: [AwardPoints.Request]
    private let encoded: [[UInt8]]
    private let counter: CommitCounter
    private let next = Atomic(0)

    /// Opens the house, and furnishes it if it is new.
    ///
    /// `batchLimit`: how many commands share a transaction; nil is the store's own limit.
    init(folder: String, endUsers: Int, batchLimit: Int? = nil) async throws {
        var configuration = InstanceConfiguration(
            dataFolder: folder,
            settings: Settings(Setting.standard),
            logger: .silent
        )
        let counter = CommitCounter()
        configuration.adjustStore = { store in
            store.batchLimit = batchLimit ?? store.batchLimit
            store.hooks.batchDidCommit = { counter.add() }
        }
        self.counter = counter
        instance = try await ServiceInstance.open(LoyaltyService.definition, configuration)
        guard let reach = Reach(Principal.operating.scope, Furniture.person) else {
            preconditionFailure("The operator's program reaches everybody.")
        }
        caller = Caller(
            principal: .operating,
            person: Furniture.person,
            reach: reach,
            rule: .partnerUser(.points, .update),
            tenant: Furniture.tenant,
            partner: Furniture.partner
        )
        try await instance.store.write { try Furniture.place(endUsers: endUsers, $0.database) }
        requests = Furniture.awards(endUsers)
        encoded = try requests.map { try CBOREncoder().encode($0) }
    }

    /// Gives points to the next end user.
    func awardNext() async throws { try await award(next.add(1, ordering: .relaxed).oldValue) }

    /// Gives points as the writer does it, without what comes before a command: keyed, durable.
    private func award(_ number: Int) async throws {
        let index = number % requests.count
        let (request, caller, ids) = (requests[index], caller, instance.ids)
        let environment = instance.environment
        let command = StoreCommand(
            label: AwardPoints.declaration.name,
            key: CommandKey(scope: Furniture.scope, key: ids.uuid(at: instance.clock.now)),
            request: encoded[index]
        )
        let answer = await instance.store.command(command) { transaction in
            let context = CommandContext(
                caller: caller,
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            let reply = try AwardPoints.run(request, in: context)
            return .commit(Answer(status: 0, effect: 3, body: try CBOREncoder().encode(reply)))
        }
        guard case .answered(_, replayed: false) = answer else { throw NotAwarded(answer: answer) }
    }

    /// How many transactions there have been.
    var commits: Int { counter.value }

    func close() async { await instance.close() }
}

private final class CommitCounter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

private struct NotAwarded: Error, CustomStringConvertible {
    let answer: StoredAnswer
    var description: String { "an award was answered with \(answer)" }
}
