import OctopusCBOR
import OctopusContract
import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

/// Keeps the security state in step with identity's log: rows first, memory once they are on disk.
struct SecurityFollower: Sendable {
    let state: SecurityState

    var handlers: [FollowerHandler] {
        [
            handler(SigningKeyChanged.self, table: "security_keys", column: "subject") {
                try apply($0, about: $1, $2)
            },
            handler(SessionEnded.self, table: "security_sessions") { event, _, transaction in
                try apply(event, transaction)
            },
            handler(PrincipalChanged.self, table: "security_principals") { event, _, transaction in
                try apply(event, transaction)
            },
        ]
    }

    private func handler<E: Event>(
        _ event: E.Type,
        table: String,
        column: String = "id",
        _ apply: @escaping @Sendable (E, UUID, Transaction) throws -> Void
    ) -> FollowerHandler {
        FollowerHandler(
            kind: E.declaration.kind,
            retain: { [state] subjects, transaction in
                try subjects.deleteOthers(
                    from: table,
                    column: column,
                    in: transaction.database
                )
                let snapshot = try SecurityRecords.snapshot(of: transaction.database)
                transaction.afterCommit { state.replace(snapshot) }
            },
            apply: { event, transaction in
                try apply(
                    CBORDecoder().decode(E.self, from: event.body),
                    event.subject,
                    transaction
                )
            }
        )
    }

    private func apply(
        _ event: SigningKeyChanged,
        about subject: UUID,
        _ transaction: Transaction
    ) throws {
        guard try SecurityRecords.save(event, about: subject, in: transaction.database) else {
            return
        }
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

    private func apply(_ event: PrincipalChanged, _ transaction: Transaction) throws {
        let old = try SecurityRecords.publicKey(of: event.id, in: transaction.database)
        guard try SecurityRecords.save(event, in: transaction.database) else { return }
        transaction.afterCommit { [state] in
            state.change { snapshot in
                if let old { snapshot.principals[old] = nil }
                guard event.revokedAt == nil, let key = CurvePublicKey(z85: event.publicKey) else {
                    return
                }
                snapshot.principals[key] = Principal(
                    name: event.name,
                    tenant: event.tenant?.uuid,
                    grants: event.grants,
                    publicKey: event.publicKey
                )
            }
        }
    }
}
