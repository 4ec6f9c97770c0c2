import OctopusContract
import OctopusIdentityContract
package import OctopusMesh
import OctopusStore
import Synchronization
package import struct FoundationEssentials.UUID

/// The security snapshot behind a lock: asked at every handshake, frame and call.
package final class SecurityState: PrincipalDirectory {
    private struct State {
        /// The services' own programs, which the mesh map pins; identity can't take them away.
        var pinned: [CurvePublicKey: Principal]
        var snapshot = SecuritySnapshot()
        var pruneAt = 1000
    }

    private let state: Mutex<State>
    private let changes = Atomic<UInt64>(0)
    private let changedAtNanoseconds = Atomic<Int64>(.min)
    private let clock: any ServiceClock
    package let freshness: Freshness

    package init(
        pinned: [CurvePublicKey: Principal] = [:],
        clock: any ServiceClock,
        freshness: Freshness? = nil
    ) {
        state = Mutex(State(pinned: pinned))
        self.clock = clock
        self.freshness = freshness ?? Freshness(clock: clock)
    }

    /// Takes over the services' programs of a mesh map that was corrected.
    func pin(_ programs: [CurvePublicKey: Principal]) {
        state.withLock { $0.pinned = programs }
        noteChange()
    }

    private func noteChange() {
        changedAtNanoseconds.store(MonotonicClock.nowNanoseconds, ordering: .releasing)
        changes.add(1, ordering: .releasing)
    }

    /// Whether something may have changed since a call was received and its principal looked up.
    ///
    /// The margin covers the moment between the two.
    func hasChanged(since call: CallState) -> Bool {
        changedAtNanoseconds.load(ordering: .acquiring)
            > call.receivedAtNanoseconds - 1_000_000_000
    }

    /// The services of a mesh map as programs that may read each other's logs.
    package static func pinned(by map: MeshMap) -> [CurvePublicKey: Principal] {
        var principals: [CurvePublicKey: Principal] = [:]
        for (service, shards) in map.services {
            for shard in shards {
                principals[shard.publicKey] = Principal(
                    name: service,
                    tenant: nil,
                    grants: readingLogs,
                    publicKey: shard.publicKey.z85,
                    isService: true
                )
            }
        }
        return principals
    }

    /// What services need of each other, and no more: reading logs, with what is personal in them, and
    /// having them kept for those who act on them.
    private static let readingLogs: [String] = {
        let methods: [any Method.Type] = [
            Health.self, ReadEvents.self, ReadSnapshot.self, RegisterReader.self,
        ]
        // Everyone follows identity's events of security.
        let kinds = ContractIndex.identity.grantedByName.filter { $0.contains(":") }
        return methods.map { $0.declaration.name } + [EventGrants.readPersonal] + kinds
    }()

    package func principal(for key: CurvePublicKey) -> Principal? {
        state.withLock { $0.pinned[key] ?? $0.snapshot.principals[key] }
    }

    package var version: UInt64 { changes.load(ordering: .acquiring) }

    package func signingKey(_ id: String) -> SecuritySnapshot.SigningKey? {
        let now = clock.now
        return state.withLock { $0.snapshot.key(id, at: now) }
    }

    package func hasEnded(session: UUID) -> Bool {
        state.withLock { $0.snapshot.endedSessions[session] != nil }
    }

    /// What may have become of a verified token since: one look for three questions, on every call.
    func standing(of token: VerifiedToken, _ now: Instant) -> TokenStanding {
        state.withLock { state in
            TokenStanding(
                key: state.snapshot.key(token.keyID, at: now),
                hasEnded: state.snapshot.endedSessions[token.session] != nil,
                isOutdated: state.snapshot.outdates(token.holders, issuedAt: token.seen.first)
            )
        }
    }

    /// Takes over what the tables have.
    ///
    /// Ended sessions and outdated tokens that only memory knows stay.
    package func replace(_ snapshot: SecuritySnapshot) {
        state.withLock { state in
            let memory = state.snapshot
            state.snapshot = snapshot
            state.snapshot.keep(memory)
        }
        noteChange()
    }

    /// Takes over one change; what may be forgotten by then goes with it.
    package func change(_ body: (inout SecuritySnapshot) -> Void) {
        let now = clock.now
        state.withLock { state in
            body(&state.snapshot)
            if state.snapshot.mortalCount > state.pruneAt {
                state.snapshot.forget(before: now)
                state.pruneAt = max(1000, 2 * state.snapshot.mortalCount)
            }
        }
        noteChange()
    }

    /// Takes over events that were just read; one that can't be read parks when it is applied.
    func heed(_ events: [StoredEvent]) {
        let news = events.compactMap { try? SecurityEvents.decoded(kind: $0.kind, $0.body) }
        guard !news.isEmpty else { return }
        change { snapshot in
            for event in news { event.change(&snapshot, replaces: false) }
        }
    }

    /// Takes over an event of this service's own log, which is identity's.
    func heed(_ event: RightChange) {
        guard let news = try? SecurityEvents.decoded(kind: event.event, event.body) else { return }
        change { news.change(&$0, replaces: false) }
    }

    /// Says that identity's security log has just been read to its end.
    package func prove() { freshness.prove(atMilliseconds: clock.monotonicMilliseconds) }

    /// How long ago identity's security log had been read to its end; nil if it never was.
    package var ageMilliseconds: Int64? { freshness.ageMilliseconds }
}
