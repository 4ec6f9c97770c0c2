import OctopusCBOR
import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Synchronization
import Testing

@testable import OctopusIdentity

/// An identity service in its world, with a tenant, its owner, and time that stands.
struct House: Sendable {
    static let email = "owner@mall.example"
    static let password = "seven wet umbrellas sing"

    let world: World<IdentityEnvironment>
    let tenant: TenantID
    let owner: UserID

    var instance: ServiceInstance<IdentityEnvironment> { world.instance }
    var clock: VirtualClock { world.clock }
    var folder: String { world.folder.path }

    /// A program of the tenant's: its till, its app's backend.
    var till: Principal {
        Principal(name: "till", tenant: tenant.uuid, grants: ["*"], publicKey: Keys.till)
    }

    /// A program of the tenant's that serves people in browsers, and tells where they are.
    var backend: Principal {
        Principal(
            name: "backend",
            tenant: tenant.uuid,
            grants: ["*", CallerPlace.grant],
            publicKey: Keys.backend
        )
    }

    /// A program of the installation's.
    let operating = Principal(
        name: "operator",
        tenant: nil,
        grants: Principal.everything,
        publicKey: Keys.operating
    )

    enum Keys {
        static let backend = "back-back-back-back-back-back-back-back-"
        static let till = "till-till-till-till-till-till-till-till-"
        static let operating = "oper-oper-oper-oper-oper-oper-oper-oper-"
    }

    /// Opens a house whose followers and jobs run, lets `body` live in it, and removes it.
    ///
    /// `configure`: may give the service others to follow.
    static func with(
        _ values: [String: SettingValue] = [:],
        configure: @escaping @Sendable (inout InstanceConfiguration) -> Void = { _ in },
        _ body: (House) async throws -> Void
    ) async throws {
        await Doors.shared.enter()
        defer { Doors.shared.leave() }
        try await World.with(
            IdentityService.definition,
            values,
            working: true,
            trustsIssuer: false,
            plans: .identity,
            configure: configure
        ) { world in
            let opened = try await bootstrap(world.instance, folder: world.folder.path)
            try await registerOperator(world.instance)
            let tenant = try #require(TenantID(opened.tenantId))
            let owner = try #require(UserID(opened.ownerId))
            try await body(House(world: world, tenant: tenant, owner: owner))
        }
    }

    /// Puts the operator's program into the database, without telling of it.
    private static func registerOperator(
        _ instance: ServiceInstance<IdentityEnvironment>
    ) async throws {
        try await instance.transact { context in
            try PrincipalRecord(
                id: context.newID(),
                name: "house-operator",
                publicKey: Keys.operating,
                tenantId: nil,
                partnerId: nil,
                grants: Principal.everything,
                createdAt: context.now
            ).store(in: context.database)
        }
    }

    /// The same house after its service was started anew.
    func restarted(_ body: (House) async throws -> Void) async throws {
        let again = try await World(restarting: world)
        do {
            try await body(House(world: again, tenant: tenant, owner: owner))
        } catch {
            await again.close()
            throw error
        }
        await again.close()
    }

    @discardableResult
    static func bootstrap(
        _ instance: ServiceInstance<IdentityEnvironment>,
        folder: String,
        tenant: String = "Octopus Mall",
        email: String = email,
        password: String = password,
        file: String? = nil
    ) async throws -> BootstrapCommand.Printed {
        var path = "\(folder)/password-\(UUID())"
        if let file {
            path = file
        } else {
            try Data((password + "\n").utf8).write(to: URL(filePath: path))
        }
        return try await BootstrapCommand.run(
            instance,
            Settings(
                BootstrapCommand.command.settings,
                [
                    "tenant": .text(tenant), "owner-name": .text("Mall Owner"),
                    "owner-email": .text(email), "password-file": .text(path),
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
        key: UUID? = nil,
        from address: String? = nil
    ) async throws -> M.Reply {
        try await settle(for: token)
        return try await instance.perform(
            method,
            request,
            as: program ?? till,
            token: token,
            routingKey: M.declaration.routing == .none ? nil : (other ?? tenant).uuid,
            key: key,
            clientAddress: address
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
            .init(invitation: secret("invitation", to: email), password: House.password)
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

    func events<E: Event>(_ event: E.Type) async throws -> [E] { try await world.events(event) }

    /// What is personal in the newest event of a kind.
    func lastPersonal<E: Event>(_ event: E.Type) async throws -> E.Personal? {
        let kind = E.declaration.kind
        let bytes = try await world.inspect { database in
            try Data.fetchOne(
                database,
                sql: "SELECT personal FROM events WHERE kind = ? ORDER BY seq DESC LIMIT 1",
                arguments: [kind]
            )
        }
        return try bytes.map { try CBORDecoder().decode(E.Personal.self, from: Array($0)) }
    }
}

extension PlanRules {
    static let identity = PlanRules(
        small: [
            "tenants": "those of one installation", "signing_keys": "one a month",
            "principals": "the programs of an installation",
            "code_requests": "those of a moment, until a job has looked",
        ],
        excused: [
            "SELECT * FROM signing_keys WHERE retired_at": "sorts the few keys that are alive",
            "SELECT * FROM sessions WHERE subject_id": "sorts the sessions of a person, at most 50",
            "INSERT INTO new_users": "once, in a migration",
            "INSERT INTO new_sessions": "once, in a migration",
            "INSERT INTO links (hash, purpose, user_id, created_at, expires_at, consumed_at)":
                "once, in a migration: its table is gone",
            "DELETE FROM links WHERE consumed_at IS NULL": "after a restore alone",
            "DELETE FROM recovery_codes WHERE used_at IS NULL": "after a restore alone",
            "DELETE FROM reset_requests": "after a restore, or by their keys",
            "UPDATE sessions SET program_key": "once, in a migration: sorts the keys of one name",
            "SELECT * FROM refresh_tokens": "a test's look at all of them",
            "SELECT * FROM login_codes ORDER BY id": "a test's look at all of them",
            "DELETE FROM login_codes": "all of them, once in a database that was put back",
            "SELECT count(*) FROM": "a test's look at how many there are",
            "SELECT * FROM failures": "a test's look at all of them",
            "SELECT * FROM sessions WHERE kind = 'visitor'": "a test's look at all of them",
            "SELECT * FROM joined_visitors ORDER BY id": "a test's look at all of them",
            "SELECT body AS bytes FROM events": "a test's look at all of them",
            "SELECT * FROM answers": "a test's look at all of them",
            "UPDATE users SET role = 'owner', role_id = NULL WHERE role": "a test's attempt",
            "UPDATE users SET status = 'disabled' WHERE role": "a test's attempt",
        ]
    )
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
