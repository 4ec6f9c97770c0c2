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
        /// When identity's security log had last been read to its end, on the monotonic clock.
        var provenAtMilliseconds: Int64?
        var proof: (@Sendable () -> Int64?)?
        var sessionsToPruneAt = 1000
    }

    private let state: Mutex<State>
    private let changes = Atomic<UInt64>(0)
    private let clock: any ServiceClock

    package init(pinned: [CurvePublicKey: Principal] = [:], clock: any ServiceClock) {
        state = Mutex(State(pinned: pinned))
        self.clock = clock
    }

    /// Takes over the services' programs of a mesh map that was corrected.
    func pin(_ programs: [CurvePublicKey: Principal]) {
        state.withLock { $0.pinned = programs }
        changes.add(1, ordering: .releasing)
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

    /// What may have become of a verified token since: one look for two questions, on every call.
    func standing(
        key: String,
        session: UUID,
        _ now: Instant
    ) -> (trustsKey: Bool, hasEnded: Bool) {
        state.withLock { state in
            (
                state.snapshot.key(key, at: now) != nil,
                state.snapshot.endedSessions[session] != nil
            )
        }
    }

    package func replace(_ snapshot: SecuritySnapshot) {
        state.withLock { $0.snapshot = snapshot }
        changes.add(1, ordering: .releasing)
    }

    /// Takes over one change; what may be forgotten by then goes with it.
    package func change(_ body: (inout SecuritySnapshot) -> Void) {
        let now = clock.now
        state.withLock { state in
            body(&state.snapshot)
            if state.snapshot.endedSessions.count > state.sessionsToPruneAt {
                state.snapshot.endedSessions = state.snapshot.endedSessions.filter {
                    $0.value > now
                }
                state.sessionsToPruneAt = max(1000, 2 * state.snapshot.endedSessions.count)
            }
        }
        changes.add(1, ordering: .releasing)
    }

    /// Says that identity's security log has just been read to its end.
    package func prove() {
        let now = clock.monotonicMilliseconds
        state.withLock { $0.provenAtMilliseconds = now }
    }

    /// Lets the followers of identity's security log say when they had last read it to its end.
    func prove(by proof: @escaping @Sendable () -> Int64?) {
        state.withLock { $0.proof = proof }
    }

    /// How long ago identity's security log had been read to its end; nil if it never was.
    package var ageMilliseconds: Int64? {
        let now = clock.monotonicMilliseconds
        let (proof, proven) = state.withLock { ($0.proof, $0.provenAtMilliseconds) }
        let newest = [proof?(), proven].compactMap { $0 }.max()
        return newest.map { max(0, now - $0) }
    }
}
