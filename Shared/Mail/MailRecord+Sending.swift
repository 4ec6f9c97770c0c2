import GRDB
import OctopusContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

// What the sender asks and writes.
extension MailRecord {
    /// The mail whose turn it is: the next tenant's that has one, its longest due.
    static func next(
        after turn: TenantID?,
        at now: Instant,
        in database: Database
    ) throws -> MailRecord? {
        if let turn, let mail = try first(from: turn, to: nil, at: now, in: database) {
            return mail
        }
        return try first(from: nil, to: turn, at: now, in: database)
    }

    /// The first due mail of the tenants after one, up to another.
    private static func first(
        from start: TenantID?,
        to end: TenantID?,
        at now: Instant,
        in database: Database
    ) throws -> MailRecord? {
        var tenant = start ?? TenantID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
        while let next = try TenantID.one(
            database,
            "SELECT tenant_id FROM mails WHERE waits = 1 AND tenant_id > ? "
                + "ORDER BY tenant_id LIMIT 1",
            [tenant]
        ), end.map({ next.uuid <= $0.uuid }) ?? true {
            let mail = try one(
                database,
                "SELECT * FROM mails WHERE waits = 1 AND tenant_id = ? AND due_at <= ? "
                    + "ORDER BY due_at LIMIT 1",
                [next, now]
            )
            if let mail { return mail }
            tenant = next
        }
        return nil
    }

    static func firstDue(in database: Database) throws -> Instant? {
        try Instant.one(
            database,
            "SELECT due_at FROM mails WHERE waits = 1 ORDER BY due_at LIMIT 1"
        )
    }

    static func isAnyDue(after moment: Instant, in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM mails WHERE waits = 1 AND due_at > ? LIMIT 1", [moment])
    }

    static func bringForward(
        to now: Instant,
        dueAfter moment: Instant,
        in database: Database
    ) throws {
        try database.run(
            "UPDATE mails SET due_at = ? WHERE waits = 1 AND due_at > ?",
            [now, moment]
        )
    }

    func remove(in database: Database) throws {
        try database.run("DELETE FROM mails WHERE id = ?", [id])
    }

    func failed(
        _ fault: MailFault,
        triedAt now: Instant,
        nextAt next: Instant,
        in database: Database
    ) throws {
        try database.run(
            """
            UPDATE mails SET attempts = attempts + 1, tried_at = ?, due_at = ?, failure = ?, code = ?
            WHERE id = ? AND waits = 1
            """,
            [now, next, fault.failure.rawValue, fault.code, id]
        )
    }

    /// Forgets the mail's content and keeps what became of it.
    ///
    /// - Returns: False if it was taken back meanwhile.
    func giveUp(_ failure: MailFailure, at now: Instant, in database: Database) throws -> Bool {
        try database.run(
            """
            UPDATE mails SET waits = 0, sealed = NULL, due_at = NULL, given_up_at = ?, failure = ?, code = ?
            WHERE id = ? AND waits = 1
            """,
            [now, failure.rawValue, code, id]
        ) == 1
    }
}
