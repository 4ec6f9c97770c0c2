import OctopusIdentityContract
import OctopusContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// Identity's security events, as every service heeds them; here by a service of that name itself.
@Suite struct SecurityFollowerTests {
    private static let identity = ServiceDefinition<SampleEnvironment>(
        name: "identity",
        migrations: MigrationSet("identity", []),
        methods: [.read(CountTenants.self)],
        tenantOfPartner: { _, _ in nil },
        makeEnvironment: { _ in SampleEnvironment() }
    )

    /// Tells an event and waits until the service has heeded it.
    private func tell<E: Event>(
        _ event: E,
        about subject: UUID = UUID(),
        _ service: TestService<SampleEnvironment>
    ) async throws {
        let instance = service.instance
        try await instance.store.write { transaction in
            try WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: SampleEnvironment(),
                transaction: transaction,
                trace: nil,
                ids: instance.ids
            ).emit(event, about: subject, tenant: nil)
        }
        let head = instance.store.head
        let seen = LogPosition(service: "identity", shard: 0, epoch: head.epoch, seq: head.seq)
        #expect(await instance.hasSeen([seen], within: .seconds(120)))
    }

    private func principal(
        _ id: PrincipalID,
        _ version: Int64,
        _ key: CurvePublicKey,
        revokedAt: Instant? = nil
    ) -> PrincipalChanged {
        PrincipalChanged(
            id: id,
            version: version,
            name: "till",
            publicKey: key.z85,
            tenant: nil,
            grants: ["*"],
            revokedAt: revokedAt
        )
    }

    @Test func `a program comes, changes its key and is revoked; the old never wins`() async throws
    {
        try await TestService.with(Self.identity, working: true) { service in
            let security = service.instance.security
            let id = PrincipalID(UUID())
            let (first, second) = (
                CurveKeyPair.generate().publicKey, CurveKeyPair.generate().publicKey
            )
            try await tell(principal(id, 1, first), about: id.uuid, service)
            #expect(security.principal(for: first)?.grants == ["*"])
            try await tell(principal(id, 2, second), about: id.uuid, service)
            #expect(security.principal(for: first) == nil)
            #expect(security.principal(for: second)?.name == "till")
            try await tell(principal(id, 1, first), about: id.uuid, service)
            #expect(security.principal(for: first) == nil)
            try await tell(
                principal(id, 3, second, revokedAt: service.clock.now),
                about: id.uuid,
                service
            )
            #expect(security.principal(for: second) == nil)
        }
    }

    @Test func `a key is trusted until it is retired`() async throws {
        try await TestService.with(Self.identity, working: true) { service in
            let issuer = TokenIssuer(keyID: "rotated")
            let person = Person(
                subject: UUID(),
                kind: .endUser,
                tenant: TenantID(UUID()),
                partner: nil,
                session: SessionID(UUID()),
                levels: [:]
            )
            let token = try await issuer.token(
                for: person,
                with: .operating,
                at: service.clock.now
            )
            func ask() async throws {
                try await service.instance.perform(
                    CountTenants.self,
                    .init(),
                    as: .operating,
                    token: token
                )
            }
            await refused("unauthenticated") { try await ask() }
            let retiredAt = service.clock.now.adding(milliseconds: 60_000)
            try await tell(
                SigningKeyChanged(
                    version: 1,
                    keyId: "rotated",
                    publicKey: issuer.publicKey,
                    retiredAt: retiredAt
                ),
                service
            )
            try await ask()
            service.pass(.seconds(60))
            await refused("tokenRevoked") { try await ask() }
        }
    }

    @Test func `a token of another installation is refused, whatever key signed it`() async throws {
        try await TestService.with(Self.identity, working: true) { service in
            let issuer = TokenIssuer(keyID: "shared")
            let person = Person(
                subject: UUID(),
                kind: .endUser,
                tenant: TenantID(UUID()),
                partner: nil,
                session: SessionID(UUID()),
                levels: [:]
            )
            func ask(_ audience: String?) async throws {
                let token = try await issuer.token(
                    for: person,
                    with: .operating,
                    audience: audience,
                    at: service.clock.now
                )
                try await service.instance.perform(
                    CountTenants.self,
                    .init(),
                    as: .operating,
                    token: token
                )
            }
            func tell(_ version: Int64, audience: String?) async throws {
                try await self.tell(
                    SigningKeyChanged(
                        version: version,
                        keyId: "shared",
                        publicKey: issuer.publicKey,
                        retiredAt: nil,
                        audience: audience
                    ),
                    service
                )
            }
            // A release of identity that tells no audience gives its tokens none.
            try await tell(1, audience: nil)
            try await ask(nil)
            try await tell(2, audience: "here")
            try await ask("here")
            for other in ["there", "", nil] {
                await refused("unauthenticated") { try await ask(other) }
            }
            // Kept over a restart.
            let kept = try await service.instance.store.read { database in
                try SecurityRecords.snapshot(of: database)
            }
            #expect(kept.keys["shared"]?.audience == "here")
        }
    }

    private struct Undone: Error {}

    @Test
    func `what identity writes of itself holds before it is acknowledged, if it is committed`()
        async throws
    {
        // Nothing follows here.
        try await TestService.with(Self.identity) { service in
            let instance = service.instance
            func end(_ session: SessionID, undone: Bool = false) async throws {
                try await instance.store.write { transaction in
                    let work = WorkContext(
                        now: Instant(milliseconds: transaction.nowMilliseconds),
                        environment: SampleEnvironment(),
                        transaction: transaction,
                        trace: nil,
                        ids: instance.ids
                    )
                    try work.emit(
                        SessionEnded(
                            version: 1,
                            session: session,
                            endedAt: work.now,
                            forgettableAt: work.now.adding(milliseconds: 600_000)
                        ),
                        about: session.uuid,
                        tenant: nil
                    )
                    if undone { throw Undone() }
                }
            }
            let (ended, kept) = (SessionID(UUID()), SessionID(UUID()))
            try await end(ended)
            await #expect(throws: Undone.self) { try await end(kept, undone: true) }
            #expect(instance.security.hasEnded(session: ended.uuid))
            #expect(!instance.security.hasEnded(session: kept.uuid))
        }
    }

    @Test func `what a service knows of security is there again after a restart`() async throws {
        let key = CurveKeyPair.generate().publicKey
        let session = SessionID(UUID())
        let service = try await World(Self.identity, WorldOptions(working: true))
        try await tell(principal(PrincipalID(UUID()), 1, key), service)
        try await tell(
            SessionEnded(
                version: 1,
                session: session,
                endedAt: service.clock.now,
                forgettableAt: service.clock.now.adding(milliseconds: 600_000)
            ),
            service
        )
        let again = try await World(restarting: service, working: false)
        // Nothing follows yet: this is from the tables.
        #expect(again.instance.security.principal(for: key) != nil)
        #expect(again.instance.security.hasEnded(session: session.uuid))
        await again.close()
    }
}

enum CountTenants: ReadHandler {
    static let declaration = MethodDeclaration(
        "identity.v1/CountTenants",
        .read,
        "Answers nothing.",
        access: .program,
        routing: .none
    )

    typealias Request = Empty
    typealias Reply = Empty

    static func run(_ request: Empty, in context: ReadContext<SampleEnvironment>) throws -> Empty {
        Empty()
    }
}
