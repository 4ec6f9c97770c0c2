import OctopusContract
import OctopusIdentityContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// Tokens that a change of rights has outdated.
@Suite struct OutdatedTokenTests {
    private let epoch = UUID()
    private let tenant = TenantID(UUID())
    private let partner = PartnerID(UUID())
    private let role = RoleID(UUID())
    private let clock = VirtualClock()
    private let issuer = TokenIssuer()

    private func person(
        _ kind: Person.Kind = .user,
        actor: UUID? = nil,
        actorRole: RoleID? = nil
    ) -> Person {
        Person(
            subject: UUID(),
            kind: kind,
            tenant: tenant,
            partner: kind == .user ? partner : nil,
            session: SessionID(UUID()),
            levels: [:],
            actor: actor,
            role: kind == .user ? role : nil,
            actorRole: actorRole
        )
    }

    private func change(_ subject: UUID, upTo position: Int64, in log: UUID? = nil) -> RightsChanged
    {
        RightsChanged(
            version: position,
            subject: subject,
            epoch: log ?? epoch,
            forgettableAt: clock.now.adding(milliseconds: 360_000)
        )
    }

    /// What a service says to a token that was issued there, after it heard of the changes.
    private func verdict(
        on person: Person,
        issuedAt position: Int64?,
        after changes: [RightsChanged]
    ) async throws -> Reason? {
        let security = SecurityState(clock: clock)
        issuer.trust(in: security)
        for event in changes { security.change { event.change(&$0, replaces: false) } }
        let token = try await issuer.token(
            for: person,
            with: .operating,
            at: clock.now,
            position: position.map { AccessClaims.Position(shard: 0, epoch: epoch, seq: $0) }
        )
        let verifier = TokenVerifier(security: security, clock: clock)
        do {
            _ = try await verifier.check(token, from: .operating)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [(9, true), (10, true), (11, false)] as [(Int64, Bool)])
    func `it counts where in the log it was issued`(position: Int64, isOutdated: Bool) async throws
    {
        let person = person()
        let said = try await verdict(
            on: person,
            issuedAt: position,
            after: [change(person.subject, upTo: 10)]
        )
        #expect(said == (isOutdated ? .tokenOutdated : nil))
    }

    @Test func `a token without a position is outdated by any change`() async throws {
        let person = person()
        let changes = [change(person.subject, upTo: 10)]
        #expect(try await verdict(on: person, issuedAt: nil, after: changes) == .tokenOutdated)
    }

    @Test func `the user, the role, the partner, the tenant and the actor count`() async throws {
        let (actor, actorRole) = (UUID(), RoleID(UUID()))
        let person = person(actor: actor, actorRole: actorRole)
        let holders = [
            person.subject, role.uuid, partner.uuid, tenant.uuid, actor, actorRole.uuid,
        ]
        for holder in holders {
            let changes = [change(holder, upTo: 10)]
            #expect(try await verdict(on: person, issuedAt: 5, after: changes) == .tokenOutdated)
        }
        #expect(
            try await verdict(on: person, issuedAt: 5, after: [change(UUID(), upTo: 10)]) == nil
        )
    }

    @Test func `an end user's token has no rights that change`() async throws {
        let changes = [change(tenant.uuid, upTo: 10)]
        #expect(try await verdict(on: person(.endUser), issuedAt: 5, after: changes) == nil)
    }

    @Test func `an earlier change does not take the place of a later one`() async throws {
        let person = person()
        let (early, late) = (change(person.subject, upTo: 3), change(person.subject, upTo: 10))
        for changes in [[early, late], [late, early]] {
            #expect(try await verdict(on: person, issuedAt: 5, after: changes) == .tokenOutdated)
        }
    }

    @Test func `a position of another log says nothing`() async throws {
        let person = person()
        let changes = [change(person.subject, upTo: 10, in: UUID())]
        #expect(try await verdict(on: person, issuedAt: 5, after: changes) == nil)
    }

    @Test func `what is known survives a restart, and is forgotten with the last token`()
        async throws
    {
        let subject = UUID()
        try await TestService.with(Sample.definition) { service in
            let event = RightsChanged(
                version: 7,
                subject: subject,
                epoch: epoch,
                forgettableAt: service.clock.now.adding(milliseconds: 1_000)
            )
            func save(_ event: RightsChanged) async throws {
                try await service.instance.store.write { transaction in
                    try SecurityRecords.save(
                        event,
                        replaces: false,
                        at: Instant(milliseconds: transaction.nowMilliseconds),
                        in: transaction.database
                    )
                }
            }
            try await save(event)
            let again = try await World(restarting: service)
            let kept = try await again.instance.store.read(SecurityRecords.snapshot(of:))
            #expect(kept.rights[subject]?.position == 7)
            #expect(again.instance.security.knows(subject))
            again.clock.advance(by: .seconds(2))
            try await again.instance.store.write { transaction in
                try SecurityRecords.save(
                    change(UUID(), upTo: 9),
                    replaces: false,
                    at: Instant(milliseconds: transaction.nowMilliseconds),
                    in: transaction.database
                )
            }
            let left = try await again.instance.store.read(SecurityRecords.snapshot(of:))
            #expect(left.rights[subject] == nil)
            await again.close()
        }
    }
}

extension SecurityState {
    /// Whether it knows of a change of that holder's rights.
    fileprivate func knows(_ subject: UUID) -> Bool {
        var isKnown = false
        change { isKnown = $0.rights[subject] != nil }
        return isKnown
    }
}
