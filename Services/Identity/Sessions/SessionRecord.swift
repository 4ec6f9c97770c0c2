import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Somebody's log-in, as the database has it.
struct SessionRecord: StoredRecord {
    static let databaseTableName = "sessions"

    let id: SessionID
    let tenantId: TenantID
    let partnerId: PartnerID?
    let kind: Person.Kind
    let subjectId: UUID
    /// The name that the program had which began it, for people.
    let program: String
    /// The key of that program; no other can continue it.
    let programKey: String?
    let startedAt: Instant
    var lastUsedAt: Instant
    var idleEndsAt: Instant
    var expiresAt: Instant
    var endedAt: Instant?
    var forgettableAt: Instant?
    /// The key of the call that began it.
    var begunBy: UUID?
    /// Those of an era that is over have ended with all of it.
    var era: Int64 = 0
    /// The network address from which it was begun, as far as it is known.
    var startedFrom: String?
    var lastUsedFrom: String?
    /// The tenant user who acts in the person's place.
    var actorId: UserID?
    /// That user's own session, with which this one ends.
    var ownSessionId: SessionID?

    static let isOfThisEra = "era = (SELECT max(era) FROM session_eras)"

    /// The era that sessions begin in now.
    static func era(in database: Database) throws -> Int64 {
        try Int64.one(database, "SELECT max(era) FROM session_eras") ?? 0
    }

    /// Ends all sessions, with their refresh tokens, by one row.
    ///
    /// Access tokens end with the keys that signed them.
    static func endAll(in database: Database, at now: Instant) throws {
        try database.run(
            "INSERT INTO session_eras SELECT max(era) + 1, ? FROM session_eras",
            [now]
        )
    }

    static func find(_ id: SessionID, in database: Database) throws -> SessionRecord? {
        try one(database, "SELECT * FROM sessions WHERE id = ? AND \(isOfThisEra)", [id])
    }

    /// The open session of a person that a call with this key began.
    static func begun(
        by key: UUID,
        of subject: UUID,
        in database: Database
    ) throws -> SessionRecord? {
        try one(
            database,
            """
            SELECT * FROM sessions
            WHERE subject_id = ? AND ended_at IS NULL AND begun_by = ? AND \(isOfThisEra)
            """,
            [subject, key]
        )
    }

    /// The sessions in which a tenant user acts for partners.
    static func acting(_ actor: UUID, in database: Database) throws -> [SessionRecord] {
        try all(
            database,
            """
            SELECT * FROM sessions WHERE actor_id = ? AND ended_at IS NULL AND \(isOfThisEra)
            """,
            [actor]
        )
    }

    /// The sessions of a person that are open, the latest used first.
    static func open(
        of subject: UUID,
        in database: Database,
        at now: Instant
    ) throws -> [SessionRecord] {
        try all(
            database,
            """
            SELECT * FROM sessions WHERE subject_id = ? AND ended_at IS NULL AND idle_ends_at > ?
                AND \(isOfThisEra)
            ORDER BY last_used_at DESC, id DESC
            """,
            [subject, now]
        )
    }

    static func open(
        ofPartner partner: PartnerID,
        in database: Database,
        at now: Instant
    ) throws -> [SessionRecord] {
        try all(
            database,
            """
            SELECT * FROM sessions
            WHERE partner_id = ? AND ended_at IS NULL AND idle_ends_at > ? AND \(isOfThisEra)
            """,
            [partner, now]
        )
    }

    /// Whether that program began it, by its key or by the one that it had before.
    func isOf(_ principal: Principal, in database: Database) throws -> Bool {
        try PrincipalRecord.isKey(principal.publicKey, successorOf: programKey, in: database)
    }

    /// Whether it can go on; also after the clock was set back, by less than a session's whole life.
    func isOpen(at now: Instant, _ lifetimes: Lifetimes) -> Bool {
        let life = lifetimes.session(of: self)
        return endedAt == nil
            && idleEndsAt.isAlive(
                at: now,
                life: life.idleMilliseconds,
                step: life.totalMilliseconds
            )
    }

    /// Starts the time anew in which it must be used again, up to its end.
    mutating func use(at now: Instant, from address: String?, lifetimes: Lifetimes) {
        let life = lifetimes.session(of: self)
        lastUsedAt = now
        lastUsedFrom = address
        // What a clock that was ahead began ends no later than what begins now.
        expiresAt = min(expiresAt, now.adding(milliseconds: life.totalMilliseconds))
        idleEndsAt = min(expiresAt, now.adding(milliseconds: life.idleMilliseconds))
    }

    /// Those that ended and whose tokens can still be alive: later ones are gone from the table.
    static let snapshot = SnapshotDefinition.of(SessionEnded.self) { database, after, limit in
        try all(
            database,
            """
            SELECT * FROM sessions WHERE ended_at IS NOT NULL AND id > ifnull(?, x'')
            ORDER BY id LIMIT ?
            """,
            [after, limit]
        ).compactMap { session in
            session.ended.map {
                SnapshotRow(
                    subject: session.id.uuid,
                    tenant: session.tenantId,
                    partner: session.partnerId,
                    event: $0
                )
            }
        }
    }

    var ended: SessionEnded? {
        guard let endedAt, let forgettableAt else { return nil }
        return SessionEnded(
            version: 1,
            session: id,
            endedAt: endedAt,
            forgettableAt: forgettableAt
        )
    }
}
