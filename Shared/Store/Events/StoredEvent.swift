package import FoundationEssentials
import GRDB

/// An event in its place in a log.
package struct StoredEvent: Sendable, Hashable {
    package var seq: Int64
    package var id: UUID
    package var kind: String
    package var isSecurity: Bool
    package var atMilliseconds: Int64
    package var tenant: UUID?
    package var partner: UUID?
    package var subject: UUID
    package var trace: String?
    package var body: [UInt8]
    package var personal: [UInt8]?
    /// The person whose call caused it.
    package var by: UUID?
    /// Who acted in that person's place.
    package var actor: UUID?
    /// Whether a projection reads it because it begins anew.
    var isReadAnew = false

    package init(
        seq: Int64,
        id: UUID,
        kind: String,
        isSecurity: Bool,
        atMilliseconds: Int64,
        tenant: UUID?,
        partner: UUID?,
        subject: UUID,
        trace: String?,
        body: [UInt8],
        personal: [UInt8]?,
        by: UUID? = nil,
        actor: UUID? = nil
    ) {
        self.seq = seq
        self.id = id
        self.kind = kind
        self.isSecurity = isSecurity
        self.atMilliseconds = atMilliseconds
        self.tenant = tenant
        self.partner = partner
        self.subject = subject
        self.trace = trace
        self.body = body
        self.personal = personal
        self.by = by
        self.actor = actor
    }
}

extension StoredEvent {
    /// Whether it is a snapshot's state and no event: it has no time.
    package var isState: Bool { atMilliseconds == 0 }

    /// Whether it replaces what there is, whatever its version: the log may be another one, whose
    /// versions are lower.
    package var replaces: Bool { isState || isReadAnew }

    /// At least what it adds to a reply, with the names of its fields.
    package var travellingBytes: Int {
        body.count + (personal?.count ?? 0) + kind.utf8.count + (trace?.utf8.count ?? 0) + 256
    }

    static let columns =
        "seq, id, kind, security, at, tenant, partner, subject, trace, body, personal, person, actor"

    init(_ row: Row) throws {
        self.init(
            seq: row[0],
            id: row[1],
            kind: row[2],
            isSecurity: row[3],
            atMilliseconds: row[4],
            tenant: row[5],
            partner: row[6],
            subject: row[7],
            trace: row[8],
            body: try Self.bytes(row, 9) ?? [],
            personal: try Self.bytes(row, 10),
            by: row[11],
            actor: row[12]
        )
    }
}

extension StoredEvent {
    /// Copied once, out of SQLite's own memory.
    private static func bytes(_ row: Row, _ column: Int) throws -> [UInt8]? {
        try row.withUnsafeData(atIndex: column) { data in data.map { [UInt8]($0) } }
    }
}

/// An event before it has a place in the log.
package struct NewEvent: Sendable {
    package var kind: String
    package var isSecurity: Bool
    package var tenant: UUID?
    package var partner: UUID?
    /// The thing that it is about.
    package var subject: UUID
    /// The W3C trace of the call that caused it.
    package var trace: String?
    package var body: [UInt8]
    package var personal: [UInt8]?
    /// Whom it concerns beside the subject; found like what is about them.
    package var audience: [UUID]
    /// The person whose call caused it; nil for what a program or the service did by itself.
    package var by: UUID?
    /// Who acted in that person's place.
    package var actor: UUID?

    package init(
        kind: String,
        isSecurity: Bool,
        tenant: UUID?,
        partner: UUID?,
        subject: UUID,
        trace: String?,
        body: [UInt8],
        personal: [UInt8]?,
        audience: [UUID] = [],
        by: UUID? = nil,
        actor: UUID? = nil
    ) {
        self.kind = kind
        self.isSecurity = isSecurity
        self.tenant = tenant
        self.partner = partner
        self.subject = subject
        self.trace = trace
        self.body = body
        self.personal = personal
        self.audience = audience
        self.by = by
        self.actor = actor
    }

    /// The longest body and personal fields, together, of an event: with them it is still a page.
    package static let longestBytes = 960 * 1024

    package var isTooLong: Bool { body.count + (personal?.count ?? 0) > Self.longestBytes }
}

/// An event that no reader could ever be sent.
package struct EventTooLong: Error {}

extension Transaction {
    /// Appends an event to the log, at this transaction's time.
    ///
    /// - Returns: its place.
    /// - Throws: `EventTooLong`, and what SQLite throws.
    @discardableResult
    package func append(_ event: NewEvent) throws -> Int64 {
        guard !event.isTooLong else { throw EventTooLong() }
        let id = makeID(nowMilliseconds)
        try statements.run(
            """
            INSERT INTO events
            (id, kind, security, at, tenant, partner, subject, trace, body, personal, person, actor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, event.kind, event.isSecurity, nowMilliseconds,
                event.tenant, event.partner, event.subject, event.trace, event.body,
                event.personal, event.by, event.actor,
            ]
        )
        let seq = database.lastInsertedRowID
        for (place, id) in event.audience.enumerated()
        where id != event.subject && !event.audience[..<place].contains(id) {
            try statements.run(
                "INSERT INTO event_audience (bucket, id, seq) VALUES (?, ?, ?)",
                [EventQuery.bucket(of: seq), id, seq]
            )
        }
        appended.append(
            EventNotice(
                seq: seq,
                id: id,
                kind: event.kind,
                tenant: event.tenant,
                partner: event.partner,
                subject: event.subject,
                audience: event.audience
            )
        )
        return seq
    }

    /// The last event of the log as this transaction sees it, those of its own included.
    package var position: StorePosition {
        get throws {
            let epoch = try UUID.fetchOne(
                database.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?"),
                arguments: [EventLog.epochName]
            )
            guard let epoch else { throw LogWithoutEpoch() }
            return StorePosition(epoch: epoch, seq: try EventLog.bounds(database).head)
        }
    }

    /// Nulls what the log, and what is parked, hold of a person.
    package func erasePersonal(about subject: UUID) throws {
        for table in ["events", "parked"] {
            try database.cachedStatement(
                sql:
                    "UPDATE \(table) SET personal = NULL WHERE subject = ? AND personal IS NOT NULL"
            ).execute(arguments: [subject])
        }
    }
}

/// The database was never opened as one with a log.
struct LogWithoutEpoch: Error {}
