import OctopusContract
import OctopusStore

/// Keeps the security state's tables in step with identity's log.
///
/// Memory has taken over an event's change when it was read (`SecuritySource`). It takes it over once
/// more after the COMMIT, since the states of a snapshot and events that are read anew come this way
/// alone.
struct SecurityFollower: Sendable {
    let state: SecurityState

    var handlers: [FollowerHandler] { SecurityEvents.types.map { handler($0) } }

    private func handler<E: SecurityEvent>(_ event: E.Type) -> FollowerHandler {
        FollowerHandler(
            kind: E.declaration.kind,
            retention: Retention(
                table: E.table.name,
                column: E.table.column,
                assignments: nil,
                afterwards: { [state] transaction in
                    let snapshot = try SecurityRecords.snapshot(of: transaction.database)
                    transaction.afterCommit { state.replace(snapshot) }
                }
            ),
            apply: { [state] stored, transaction in
                let event = try E.decoded(stored.body)
                try event.save(as: stored, in: transaction)
                SecuritySurvival.keep(event, about: stored.subject, stored.body, in: transaction)
                let replaces = stored.replaces
                transaction.afterCommit {
                    state.change { event.change(&$0, replaces: replaces) }
                }
            }
        )
    }
}
