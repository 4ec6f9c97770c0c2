import OctopusCBOR
import OctopusContract
import OctopusStore
import struct FoundationEssentials.UUID

/// Where a page of a snapshot ended.
struct SnapshotPlace: Codable, Sendable {
    let kind: String
    let subject: UUID
}

/// One page of a snapshot.
struct SnapshotStates: Sendable {
    /// Where the log stood when it was read, or earlier.
    let position: EventPosition
    var states: [EncodedState] = []
    /// Nil after the last page.
    var next: SnapshotPlace?
}

/// Pages through the present states of a service's things, kind by kind.
struct SnapshotReader: Sendable {
    let definitions: [SnapshotDefinition]
    let store: Store

    /// A page ends before it has more bytes than these, as they travel; one state always fits.
    private static let longestPageBytes = 512 * 1024
    /// How many rows one reading of the database looks at.
    private static let slice = 64
    /// How long rows are looked for that the reader may see, before a page ends short.
    private static let searching: Duration = .seconds(2)

    /// One page, for a reader anywhere.
    func read(
        kinds: Set<String>,
        after start: SnapshotPlace?,
        limit: Int,
        _ sight: Sight
    ) async throws -> SnapshotStates {
        // Before the states are read: a position may be too old, never too new.
        var page = SnapshotStates(position: try await store.events.headPosition())
        let wanted = definitions.filter { kinds.contains($0.declaration.kind) }
        var rest = wanted.drop { start != nil && $0.declaration.kind != start?.kind }
        var after = start?.subject
        var bytes = 0
        let deadline = ContinuousClock.now + Self.searching
        while let definition = rest.first {
            let room = min(limit - page.states.count, Self.slice)
            let place = after
            let found = try await store.read { database in
                try definition.page(database, place, room, sight)
            }
            for state in found.states {
                bytes += state.travellingBytes
                if bytes > Self.longestPageBytes, !page.states.isEmpty { return page }
                page.states.append(state)
                page.next = SnapshotPlace(kind: state.kind, subject: state.subject)
            }
            if let last = found.last {
                after = last
                page.next = SnapshotPlace(kind: definition.declaration.kind, subject: last)
                if page.states.count >= limit || ContinuousClock.now > deadline { return page }
            } else {
                rest = rest.dropFirst()
                after = nil
            }
        }
        page.next = nil
        return page
    }

    /// Those of the kinds that there are snapshots of.
    func known(_ kinds: Set<String>) -> Set<String> {
        kinds.intersection(definitions.map(\.declaration.kind))
    }

    /// One page, for a follower in the same process.
    func page(kinds: Set<String>, cursor: [UInt8]?, limit: Int) async throws -> SnapshotPage {
        let page = try await read(
            kinds: kinds,
            after: try cursor.map { try CBORDecoder().decode(SnapshotPlace.self, from: $0) },
            limit: limit,
            .unlimited
        )
        return SnapshotPage(
            position: page.position,
            kinds: known(kinds),
            states: page.states.map { $0.event(at: page.position) },
            next: try page.next.map { try CBOREncoder().encode($0) }
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
