import OctopusCBOR
import OctopusContract
import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusStore

/// Keeps the security state in step with identity's log: rows first, memory once they are on disk.
struct SecurityFollower: Sendable {
    let state: SecurityState

    var handlers: [FollowerHandler] {
        [
            handler(SigningKeyChanged.self, table: "security_keys", column: "subject") {
                try apply($0, $1, $2)
            },
            handler(SessionEnded.self, table: "security_sessions") { event, _, transaction in
                try apply(event, transaction)
            },
            handler(PrincipalChanged.self, table: "security_principals") {
                try apply($0, $1, $2)
            },
        ]
    }

    private func handler<E: Event>(
        _ event: E.Type,
        table: String,
        column: String = "id",
        _ apply: @escaping @Sendable (E, StoredEvent, Transaction) throws -> Void
    ) -> FollowerHandler {
        FollowerHandler(
            kind: E.declaration.kind,
            retention: Retention(
                table: table,
                column: column,
                assignments: nil,
                afterwards: { [state] transaction in
                    let snapshot = try SecurityRecords.snapshot(of: transaction.database)
                    transaction.afterCommit { state.replace(snapshot) }
                }
            ),
            apply: { event, transaction in
                try apply(
                    CBORDecoder().decode(E.self, from: event.body),
                    event,
                    transaction
                )
            }
        )
    }

    private func apply(
        _ event: SigningKeyChanged,
        _ stored: StoredEvent,
        _ transaction: Transaction
    ) throws {
        let isNews = try SecurityRecords.save(
            event,
            about: stored.subject,
            replaces: stored.replaces,
            in: transaction.database
        )
        guard isNews else { return }
        transaction.afterCommit { [state] in
            state.change { snapshot in
                snapshot.keys[event.keyId] = SecuritySnapshot.SigningKey(
                    publicKey: event.publicKey,
                    retiredAt: event.retiredAt
                )
            }
        }
    }

    private func apply(_ event: SessionEnded, _ transaction: Transaction) throws {
        let now = Instant(milliseconds: transaction.nowMilliseconds)
        try SecurityRecords.save(event, at: now, in: transaction.database)
        transaction.afterCommit { [state] in
            state.change { $0.endedSessions[event.session.uuid] = event.forgettableAt }
        }
    }

    private func apply(
        _ event: PrincipalChanged,
        _ stored: StoredEvent,
        _ transaction: Transaction
    ) throws {
        let database = transaction.database
        let old = try SecurityRecords.publicKey(of: event.id, in: database)
        guard try SecurityRecords.save(event, replaces: stored.replaces, in: database) else {
            return
        }
        transaction.afterCommit { [state] in
            state.change { snapshot in
                if let old { snapshot.principals[old] = nil }
                guard event.revokedAt == nil, let key = CurvePublicKey(z85: event.publicKey) else {
                    return
                }
                snapshot.principals[key] = Principal(
                    name: event.name,
                    tenant: event.tenant?.uuid,
                    partner: event.partner?.uuid,
                    grants: event.grants,
                    publicKey: event.publicKey
                )
            }
        }
    }
}
