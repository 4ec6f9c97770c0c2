import GRDB
import struct FoundationEssentials.UUID

/// One read of the log.
struct EventQuery {
    let epoch: UUID
    let filter: EventFilter
    let limit: Int

    func page(after position: EventPosition?, _ database: Database) throws -> EventPage {
        let (head, tail) = try EventLog.bounds(database)
        let start = position?.seq ?? tail - 1
        if let position {
            try check(position, head: head, tail: tail, database)
        }
        let end = min(head, start + EventLog.scanLimit)
        let events = try events(after: start, through: end, database)
        let isFull = events.count >= limit
        let last = isFull ? events.last?.seq ?? end : end
        let id =
            last == start && position != nil
            ? position?.id : try Self.id(of: last, tail: tail, database)
        let next = EventPosition(epoch: epoch, seq: last, id: id)
        return EventPage(events: events, next: next, head: head, tail: tail)
    }

    private func check(
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

    private func events(
        after start: Int64,
        through end: Int64,
        _ database: Database
    ) throws -> [StoredEvent] {
        var conditions = ["seq > ?", "seq <= ?"]
        var arguments: StatementArguments = [start, end]
        for (column, value) in [
            ("tenant", filter.tenant), ("partner", filter.partner), ("subject", filter.subject),
        ] {
            guard let value else { continue }
            conditions.append("\(column) = ?")
            arguments += [value]
        }
        if let kinds = filter.kinds {
            guard !kinds.isEmpty else { return [] }
            let marks = Array(repeating: "?", count: kinds.count).joined(separator: ", ")
            conditions.append("kind IN (\(marks))")
            arguments += StatementArguments(kinds.sorted())
        }
        arguments += [limit]
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(StoredEvent.columns) FROM events
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY seq LIMIT ?
                """
        )
        return try Array(Row.fetchCursor(statement, arguments: arguments).map(StoredEvent.init))
    }

    /// The id of an event that is kept, or of the last that was trimmed.
    static func id(of seq: Int64, tail: Int64, _ database: Database) throws -> UUID? {
        if seq == tail - 1 {
            return try UUID.fetchOne(
                database,
                sql: "SELECT value FROM meta WHERE name = ?",
                arguments: [EventLog.trimmedIDName]
            )
        }
        let statement = try database.cachedStatement(sql: "SELECT id FROM events WHERE seq = ?")
        return try UUID.fetchOne(statement, arguments: [seq])
    }
}
