package import struct FoundationEssentials.UUID

/// Something that a restore of the database must not undo: a revoked key, an ended session.
package struct SurvivalRecord: Sendable, Hashable {
    /// One word: what it is, which also says how it is replayed.
    package let kind: String
    /// Whom it is about; a later record of the same kind takes its place.
    package let id: UUID
    /// From then on it may be forgotten; nil is never.
    package let untilMilliseconds: Int64?
    package let body: [UInt8]

    package init(kind: String, id: UUID, untilMilliseconds: Int64?, body: [UInt8]) {
        (self.kind, self.id) = (kind, id)
        (self.untilMilliseconds, self.body) = (untilMilliseconds, body)
    }
}

extension SurvivalRecord {
    struct Key: Hashable {
        let kind: String
        let id: UUID
    }

    var key: Key { Key(kind: kind, id: id) }

    /// As a line has it, without its proof.
    var text: String {
        let until = untilMilliseconds.map { "\($0)" } ?? "-"
        return "\(kind) \(id.uuidString) \(until) \(body.isEmpty ? "-" : Hexadecimal.text(body))"
    }

    init?(_ parts: some Collection<Substring>) {
        let parts = Array(parts)
        guard parts.count == 4, let id = UUID(uuidString: String(parts[1])),
            let body = parts[3] == "-" ? [] : Hexadecimal.bytes(parts[3])
        else { return nil }
        self.init(
            kind: String(parts[0]),
            id: id,
            untilMilliseconds: Int64(parts[2]),
            body: body
        )
    }

    func isForgettable(at nowMilliseconds: Int64) -> Bool {
        untilMilliseconds.map { $0 < nowMilliseconds } ?? false
    }
}

/// How far the database is known to have come.
struct SurvivalMark: Sendable, Hashable {
    /// Names the database, as long as it lives.
    var id: UUID
    /// Of its event log, and the newest event in it.
    var epoch: UUID
    var seq: Int64
    /// Counts the commits that wrote no event; below zero until the database knows of the file.
    var generation: Int64

    var isBegun: Bool { generation >= 0 }
}
