import OctopusCBOR
import OctopusIdentityContract
import FoundationEssentials
import GRDB
import Logging
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import Synchronization
import Testing

@testable import OctopusIdentity

/// An identity service on a database of its own, with a tenant, its owner, and time that stands.
struct House: Sendable {
    static let email = "owner@mall.example"
    static let password = "seven wet umbrellas sing"

    let folder: String
    let clock: VirtualClock
    let instance: ServiceInstance<IdentityEnvironment>
    let tenant: TenantID
    let owner: UserID

    /// A program of the tenant's: its till, its app's backend.
    var till: Principal {
        Principal(name: "till", tenant: tenant.uuid, grants: ["*"], publicKey: Keys.till)
    }

    /// A program of the installation's.
    let operating = Principal(
        name: "operator",
        tenant: nil,
        grants: ["*"],
        publicKey: Keys.operating
    )

    enum Keys {
        static let till = "till-till-till-till-till-till-till-till-"
        static let operating = "oper-oper-oper-oper-oper-oper-oper-oper-"
    }

    /// Opens a house, lets `body` live in it, and removes it.
    static func with(
        _ values: [String: SettingValue] = [:],
        _ body: (House) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "octopus-identity-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = VirtualClock()
        await Doors.shared.enter()
        defer { Doors.shared.leave() }
        try await serving(folder, clock, values) { instance in
            let opened = try await bootstrap(instance, folder: folder)
            let tenant = try #require(TenantID(opened.tenantId))
            let owner = try #require(UserID(opened.ownerId))
            try await body(
                House(
                    folder: folder,
                    clock: clock,
                    instance: instance,
                    tenant: tenant,
                    owner: owner
                )
            )
        }
    }

    /// The service on the files of `folder`, working in the background while `body` runs.
    static func serving(
        _ folder: String,
        _ clock: VirtualClock,
        _ values: [String: SettingValue] = [:],
        _ body: (ServiceInstance<IdentityEnvironment>) async throws -> Void
    ) async throws {
        var configuration = InstanceConfiguration(
            dataFolder: folder,
            settings: Settings(Setting.standard + Setting.identity, patient(values)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        configuration.clock = clock
        let instance = try await ServiceInstance.open(IdentityService.definition, configuration)
        let work = Task { await instance.work() }
        do {
            try await body(instance)
        } catch {
            await finish(instance, work)
            throw error
        }
        await finish(instance, work)
    }

    /// A busy test machine may keep a service from reading its own log for a while.
    private static func patient(_ values: [String: SettingValue]) -> [String: SettingValue] {
        values.merging(["limits.seen-wait": .duration(.seconds(10))]) { own, _ in own }
    }

    private static func finish(
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ work: Task<Void, Never>
    ) async {
        work.cancel()
        await work.value
        await instance.close()
    }

    @discardableResult
    static func bootstrap(
        _ instance: ServiceInstance<IdentityEnvironment>,
        folder: String,
        tenant: String = "Octopus Mall",
        email: String = email,
        password: String = password
    ) async throws -> BootstrapCommand.Printed {
        let file = "\(folder)/password-\(UUID())"
        try Data((password + "\n").utf8).write(to: URL(filePath: file))
        return try await BootstrapCommand.run(
            instance,
            Settings(
                BootstrapCommand.command.settings,
                [
                    "tenant": .text(tenant), "owner-name": .text("Mall Owner"),
                    "owner-email": .text(email), "password-file": .text(file),
                    "time-zone": .text("Europe/Zagreb"),
                ]
            )
        )
    }

    /// Where the log is: sent along, it makes the service catch up with itself first.
    var seen: [LogPosition] {
        let head = instance.store.head
        return [LogPosition(service: "identity", shard: 0, epoch: head.epoch, seq: head.seq)]
    }

    /// Returns when the service knows of itself whose sessions ended and which keys are good.
    ///
    /// On the wire that takes up to a second; a token is judged before what its caller has seen is
    /// waited for.
    func settle(for token: String? = nil) async throws {
        try await instance.perform(GetSigningKeys.self, .init(), as: operating, seen: seen)
        // A person's call wants proof besides that the log was lately read to its end.
        while token != nil, (instance.security.ageMilliseconds ?? .max) > 60_000 {
            await Task.yield()
        }
    }

    /// Calls a method through the whole pipeline, as the till unless said otherwise.
    @discardableResult
    func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        token: String? = nil,
        as program: Principal? = nil,
        tenant other: TenantID? = nil,
        key: UUID? = nil
    ) async throws -> M.Reply {
        try await settle(for: token)
        return try await instance.perform(
            method,
            request,
            as: program ?? till,
            token: token,
            routingKey: M.declaration.routing == .none ? nil : (other ?? tenant).uuid,
            key: key
        )
    }

    func logIn(
        _ email: String = House.email,
        _ password: String = House.password,
        as program: Principal? = nil
    ) async throws -> LogIn.Reply {
        try await call(LogIn.self, .init(email: email, password: password), as: program)
    }

    /// A partner whose owner has accepted the invitation.
    func openPartner(
        _ name: String,
        email: String,
        token: String
    ) async throws -> CreatePartner.Reply {
        let partner = try await call(
            CreatePartner.self,
            .init(name: name, ownerName: "Shop Owner", ownerEmail: email),
            token: token
        )
        try await call(
            AcceptInvitation.self,
            .init(invitation: partner.invitation, password: House.password)
        )
        return partner
    }

    /// Lets time pass, and the service hear of itself again, since it trusts no token unless it has
    /// lately read its own log.
    func pass(_ duration: Duration) async throws {
        clock.advance(by: duration)
        let tenant = tenant
        try await instance.transact { context in
            try context.tell(TenantRecord.existing(tenant, in: context.database))
        }
    }

    /// The events of a kind, decoded.
    func events<E: Event>(_ event: E.Type) async throws -> [E] {
        try await instance.store.read { database in
            try Row.all(
                database,
                "SELECT body FROM events WHERE kind = ? ORDER BY seq",
                [E.declaration.kind]
            ).map { try CBORDecoder().decode(E.self, from: [UInt8]($0["body"] as Data)) }
        }
    }
}

/// Lets a few houses stand at a time: each has threads of its own, and a machine has few cores.
private final class Doors: Sendable {
    static let shared = Doors(count: 4)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(free: count)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isOpen { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}

/// Expects that a call is refused for that reason, and gives the refusal.
@discardableResult
func expectRefusal(
    _ reason: Reason,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> some Any
) async -> CallRefused? {
    do {
        _ = try await body()
        Issue.record("It was not refused.", sourceLocation: sourceLocation)
        return nil
    } catch let refused as CallRefused {
        #expect(refused.reason == reason.word, sourceLocation: sourceLocation)
        #expect(refused.status == reason.status, sourceLocation: sourceLocation)
        return refused
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}
