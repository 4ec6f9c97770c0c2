import OctopusCBOR
import OctopusContract
import OctopusStore
import struct FoundationEssentials.UUID

/// Pages through the present states of a service's things, kind by kind.
struct SnapshotReader: Sendable {
    let definitions: [SnapshotDefinition]
    let store: Store

    /// One page, for a reader anywhere.
    func read(
        kinds: [String],
        after cursor: SnapshotCursor?,
        limit: Int
    ) async throws -> (position: EventPosition, states: [EncodedState], next: SnapshotCursor?) {
        // Before the states are read: a position may be too old, never too new.
        let position = try await store.events.headPosition()
        let wanted = definitions.filter { kinds.contains($0.declaration.kind) }
        let rest = wanted.drop { cursor != nil && $0.declaration.kind != cursor?.kind }
        let page: ([EncodedState], SnapshotCursor?) = try await store.read { database in
            var states: [EncodedState] = []
            var after = cursor?.subject
            for definition in rest {
                let found = try definition.page(database, after, limit - states.count)
                states += found
                if states.count >= limit, let last = found.last {
                    return (
                        states,
                        SnapshotCursor(kind: definition.declaration.kind, subject: last.subject)
                    )
                }
                after = nil
            }
            return (states, nil)
        }
        return (position, page.0, page.1)
    }

    /// One page, for a follower in the same process.
    func page(kinds: Set<String>, cursor: [UInt8]?, limit: Int) async throws -> SnapshotPage {
        let after = try cursor.map { try CBORDecoder().decode(SnapshotCursor.self, from: $0) }
        let (position, states, next) = try await read(
            kinds: kinds.sorted(),
            after: after,
            limit: limit
        )
        return SnapshotPage(
            position: position,
            kinds: kinds.intersection(definitions.map(\.declaration.kind)),
            states: states.map { $0.event(at: position) },
            next: try next.map { try CBOREncoder().encode($0) }
        )
    }
}

extension EncodedState {
    /// The state as the newest event of its thing would tell it.
    func event(at position: EventPosition) -> StoredEvent {
        StoredEvent(
            seq: position.seq,
            id: subject,
            kind: kind,
            isSecurity: false,
            atMilliseconds: 0,
            tenant: tenant?.uuid,
            partner: partner?.uuid,
            subject: subject,
            trace: nil,
            body: body,
            personal: personal
        )
    }
}
