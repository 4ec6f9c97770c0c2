import GRDB
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONEncoder
import struct FoundationEssentials.UUID

/// One read of the log.
struct EventQuery {
    /// A page ends before it has more bytes, as they travel, than these; one event always fits.
    static let longestPageBytes = 512 * 1024

    let epoch: UUID
    let filter: EventFilter
    let limit: Int
    /// How many looks into buckets of the audience one page takes: some 80 ms.
    var mostLooks = 65_536

    func page(after position: EventPosition?, _ database: Database) throws -> EventPage {
        let (head, tail) = try EventLog.bounds(database)
        let start = position?.seq ?? tail - 1
        if let position {
            try check(position, head: head, tail: tail, database)
        }
        let end = try min(head, start + reach)
        let (events, isCut) = try events(after: start, through: end, database)
        let last = isCut ? events.last?.seq ?? end : end
        let id =
            last == start && position != nil
            ? position?.id : try Self.id(of: last, tail: tail, database)
        let next = EventPosition(epoch: epoch, seq: last, id: id)
        return EventPage(events: events, next: next, head: head, tail: tail)
    }

    /// How many events a page covers: what concerns some things is found by indexes, everything else
    /// is looked through.
    private var reach: Int64 {
        get throws {
            guard let subjects = filter.subjects else { return EventLog.scanLimit }
            guard subjects.count <= EventFilter.mostSubjects else { throw TooManySubjects() }
            return Int64(mostLooks / max(1, subjects.count)) << Self.bucketBits
        }
    }

    func check(
        _ position: EventPosition,
        head: Int64,
        tail: Int64,
        _ database: Database
    ) throws {
        guard position.epoch == epoch else { throw LogChanged.otherEpoch }
        guard position.seq <= head else { throw LogChanged.beyondHead }
        guard position.seq >= tail - 1 else { throw LogChanged.belowTail }
        guard let id = position.id else {
            // Only the place before the first event has no id.
            guard position.seq == 0 else { throw LogChanged.otherEvent }
            return
        }
        guard try Self.id(of: position.seq, tail: tail, database) == id else {
            throw LogChanged.otherEvent
        }
    }

    /// - Returns: the events, and whether there may be more up to `end`.
    private func events(
        after start: Int64,
        through end: Int64,
        _ database: Database
    ) throws -> ([StoredEvent], isCut: Bool) {
        if filter.kinds?.isEmpty == true || filter.subjects?.isEmpty == true {
            return ([], false)
        }
        let (sql, arguments) = try statement(after: start, through: end)
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        var events: [StoredEvent] = []
        var bytes = 0
        while let row = try rows.next() {
            let event = try StoredEvent(row)
            bytes += event.travellingBytes
            if bytes > Self.longestPageBytes, !events.isEmpty { return (events, true) }
            events.append(event)
        }
        return (events, events.count >= limit)
    }

    /// One of 24 statements, whatever is asked: each that was ever made is kept for good.
    func statement(
        after start: Int64,
        through end: Int64
    ) throws -> (sql: String, arguments: StatementArguments) {
        var conditions = ["seq > ?", "seq <= ?"]
        var arguments: StatementArguments = [start, end]
        if let subjects = filter.subjects {
            let (first, last) = (Self.bucket(of: start), Self.bucket(of: end))
            if subjects.count == 1, let subject = subjects.first {
                conditions = ["seq IN (\(Self.concerningOne))"]
                arguments = [subject, start, end, first, last, subject, start, end]
            } else {
                conditions = ["seq IN (\(Self.concerningAny))"]
                let list = subjects.reduce(into: Data()) { list, subject in
                    withUnsafeBytes(of: subject.uuid) { list.append(contentsOf: $0) }
                }
                arguments = [list, first, last, start, end, start, end]
            }
        }
        for (column, value) in [("tenant", filter.tenant), ("partner", filter.partner)] {
            guard let value else { continue }
            conditions.append("\(column) = ?")
            arguments += [value]
        }
        if let kinds = filter.kinds {
            conditions.append("kind IN (SELECT value FROM json_each(?))")
            let list = try JSONEncoder().encode(kinds.sorted())
            arguments += [String(decoding: list, as: UTF8.self)]
        }
        arguments += [limit]
        let sql = """
            SELECT \(StoredEvent.columns) FROM events
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY seq LIMIT ?
            """
        return (sql, arguments)
    }

    /// What is about a thing, and what else concerns it.
    ///
    /// The audience stands by buckets of the log, so that a commit writes few pages of it: those whom
    /// the events of one commit concern stand together. A look for each bucket finds them again.
    private static let concerningOne = """
        SELECT seq FROM events WHERE subject = ? AND seq > ? AND seq <= ?
        UNION ALL
        SELECT told.seq FROM (
            WITH RECURSIVE buckets (bucket) AS (
                SELECT ? UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket < ?
            ) SELECT bucket FROM buckets
        ) AS looked CROSS JOIN event_audience AS told
            ON told.bucket = looked.bucket AND told.id = ? AND told.seq > ? AND told.seq <= ?
        """

    /// The same for several things, whose ids follow on each other in one value.
    ///
    /// What a bucket has of them is looked for together, since it stands on few pages.
    private static let concerningAny = """
        WITH RECURSIVE things (id, rest) AS (
            SELECT substr(list, 1, 16), substr(list, 17) FROM (SELECT ? AS list)
            UNION ALL
            SELECT substr(rest, 1, 16), substr(rest, 17) FROM things WHERE rest != x''
        ), buckets (bucket) AS (
            SELECT ? UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket < ?
        )
        SELECT events.seq FROM things CROSS JOIN events
            ON events.subject = things.id AND events.seq > ? AND events.seq <= ?
        UNION ALL
        SELECT told.seq FROM buckets CROSS JOIN things CROSS JOIN event_audience AS told
            ON told.bucket = buckets.bucket AND told.id = things.id
            AND told.seq > ? AND told.seq <= ?
        """

    /// The bucket of the audience that an event's stands in: 1,024 events have one.
    static func bucket(of seq: Int64) -> Int64 { seq >> bucketBits }

    private static let bucketBits: Int64 = 10

    /// The id of an event that is kept, or of the last that was trimmed.
    static func id(of seq: Int64, tail: Int64, _ database: Database) throws -> UUID? {
        if seq == tail - 1 {
            let statement = try database.cachedStatement(
                sql: "SELECT value FROM meta WHERE name = ?"
            )
            return try UUID.fetchOne(statement, arguments: [EventLog.trimmedIDName])
        }
        let statement = try database.cachedStatement(sql: "SELECT id FROM events WHERE seq = ?")
        return try UUID.fetchOne(statement, arguments: [seq])
    }
}
