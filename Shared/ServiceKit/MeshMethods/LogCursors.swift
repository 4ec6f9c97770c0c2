import OctopusCBOR
import OctopusContract
import OctopusStore
import struct FoundationEssentials.UUID

/// Places in the log and in its snapshots as readers carry them.
///
/// They are sealed, so that they tell nothing of what lies between two rows that a reader may see, and
/// bound to who asks for what: program, person, kinds and subject.
struct LogCursors {
    let seal: CursorSeal
    /// As `Caller.asking`.
    let asking: [String?]

    /// A cursor of `ReadEvents`.
    func seal(_ position: EventPosition, _ request: ReadEvents.Request) throws -> Bytes {
        try seal(LogPlace(position), for: use(request))
    }

    /// Where a reader of a snapshot goes on with the events, of whatever kinds.
    func sealBeginning(_ position: EventPosition) throws -> Bytes {
        try seal(LogPlace(position), for: beginning)
    }

    /// A cursor of `ReadSnapshot`.
    func seal(_ place: SnapshotPlace, _ kinds: Set<String>) throws -> Bytes {
        try seal(place, for: use(kinds))
    }

    func position(
        _ cursor: Bytes,
        _ request: ReadEvents.Request
    ) throws(Refusal) -> EventPosition {
        EventPosition(try open(cursor, LogPlace.self, for: [use(request), beginning]))
    }

    func snapshotPlace(_ cursor: Bytes, _ kinds: Set<String>) throws(Refusal) -> SnapshotPlace {
        try open(cursor, SnapshotPlace.self, for: [use(kinds)])
    }

    private func use(_ request: ReadEvents.Request) -> [UInt8] {
        let kinds: [String?] = request.kinds.map { Array(Set($0)).sorted() } ?? [nil]
        return TextDigest.of(
            [ReadEvents.declaration.name] + asking + [request.subject?.uuidString] + kinds
        )
    }

    private var beginning: [UInt8] { TextDigest.of(["beginning"] + asking) }

    private func use(_ kinds: Set<String>) -> [UInt8] {
        TextDigest.of([ReadSnapshot.declaration.name] + asking + kinds.sorted())
    }

    private func seal(_ place: some Encodable, for use: [UInt8]) throws -> Bytes {
        Bytes(try seal.seal(CBOREncoder().encode(place), for: use))
    }

    private func open<P: Decodable>(
        _ cursor: Bytes,
        _ type: P.Type,
        for uses: [[UInt8]]
    ) throws(Refusal) -> P {
        for use in uses {
            if let bytes = seal.open(cursor.bytes, for: use),
                let place = try? CBORDecoder().decode(P.self, from: bytes)
            {
                return place
            }
        }
        throw Refusal.invalid(
            Violation(
                path: "after",
                rule: "cursor",
                message:
                    "It must be what a page before answered to this caller, asking for the same."
            )
        )
    }
}
