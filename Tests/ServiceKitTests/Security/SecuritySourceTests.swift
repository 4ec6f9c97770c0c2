import OctopusCBOR
import OctopusContract
import OctopusIdentityContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// What identity's log brings holds when it is read: no writer and no disk comes before it.
@Suite struct SecuritySourceTests {
    private let clock = VirtualClock()
    private let state: SecurityState
    private let epoch = UUID()

    init() {
        state = SecurityState(clock: clock)
        state.freshness.follow(shards: 1)
    }

    private func read(
        _ events: [any Event],
        head: Int64? = nil,
        kinds: Set<String>? = nil
    )
        async throws
    {
        var stored: [StoredEvent] = []
        for event in events {
            stored.append(
                StoredEvent(
                    seq: Int64(stored.count + 1),
                    id: UUID(),
                    kind: type(of: event).declaration.kind,
                    isSecurity: true,
                    atMilliseconds: 1,
                    tenant: nil,
                    partner: nil,
                    subject: UUID(),
                    trace: nil,
                    body: try CBOREncoder().encode(event),
                    personal: nil
                )
            )
        }
        let next = EventPosition(epoch: epoch, seq: Int64(stored.count), id: stored.last?.id)
        let page = EventPage(
            events: stored,
            next: next,
            head: head ?? next.seq,
            tail: 1
        )
        _ = try await SecuritySource(
            source: OnePage(page: page, clock: clock),
            state: state,
            shard: 0,
            clock: clock
        ).read(
            after: nil,
            kinds: kinds ?? SecurityEvents.kinds,
            limit: 512,
            waitMilliseconds: 300
        )
    }

    private func program(
        _ id: PrincipalID,
        _ version: Int64,
        _ key: CurvePublicKey,
        grants: [String] = ["*"],
        revokedAt: Instant? = nil
    ) -> PrincipalChanged {
        PrincipalChanged(
            id: id,
            version: version,
            name: "till",
            publicKey: key.z85,
            tenant: nil,
            grants: grants,
            revokedAt: revokedAt
        )
    }

    @Test func `an ended session, a revoked key and narrower grants hold as soon as they are read`()
        async throws
    {
        let (till, desk) = (PrincipalID(UUID()), PrincipalID(UUID()))
        let (first, second) = (
            CurveKeyPair.generate().publicKey, CurveKeyPair.generate().publicKey
        )
        let session = SessionID(UUID())
        try await read([program(till, 1, first), program(desk, 1, second)])
        #expect(state.principal(for: first) != nil)
        try await read([
            SessionEnded(
                version: 1,
                session: session,
                endedAt: clock.now,
                forgettableAt: clock.now.adding(milliseconds: 600_000)
            ),
            program(till, 2, first, revokedAt: clock.now),
            program(desk, 2, second, grants: ["mesh.v1/Health"]),
        ])
        #expect(state.hasEnded(session: session.uuid))
        #expect(state.principal(for: first) == nil)
        #expect(state.principal(for: second)?.grants == ["mesh.v1/Health"])
        // What is read again brings nothing back.
        try await read([program(till, 1, first), program(desk, 1, second)])
        #expect(state.principal(for: first) == nil)
        #expect(state.principal(for: second)?.grants == ["mesh.v1/Health"])
    }

    @Test func `a retired key is not trusted again by an older word`() async throws {
        func key(_ version: Int64, retiredAt: Instant?) -> SigningKeyChanged {
            SigningKeyChanged(
                version: version,
                keyId: "key",
                publicKey: "x",
                retiredAt: retiredAt,
                audience: "here"
            )
        }
        try await read([key(2, retiredAt: clock.now)])
        try await read([key(1, retiredAt: nil)])
        #expect(state.signingKey("key") == nil)
    }

    @Test func `only a page that ends at the head proves, from when it was asked for`()
        async throws
    {
        try await read([], head: 1)
        #expect(state.ageMilliseconds == nil)
        try await read([], kinds: ["identity.v1/SessionEnded"])
        #expect(state.ageMilliseconds == nil)
        try await read([])
        // The answer came 300 ms after the question.
        #expect(state.ageMilliseconds == 300)
    }

    @Test func `tables that are read anew forget no ended session`() {
        let session = UUID()
        state.change { $0.endedSessions[session] = clock.now.adding(milliseconds: 600_000) }
        state.replace(SecuritySnapshot())
        #expect(state.hasEnded(session: session))
    }
}

/// A log that takes its time and answers one page.
private struct OnePage: EventSource {
    let page: EventPage
    let clock: VirtualClock

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        clock.advance(by: .milliseconds(waitMilliseconds))
        return page
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        SnapshotPage(position: page.next, kinds: [], states: [], next: nil)
    }
}
