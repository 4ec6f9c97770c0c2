import OctopusContract
import OctopusIdentityContract
import GRDB
import OctopusStore
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import class FoundationEssentials.JSONEncoder
import struct FoundationEssentials.UUID

/// The rows that the security snapshot is made of.
///
/// The higher version of a thing wins.
enum SecurityRecords {
    /// Keeps a key as it now is.
    static func save(
        _ event: SigningKeyChanged,
        about subject: UUID,
        replaces: Bool,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO security_keys
                    (id, version, public_key, retired_at, subject, audience)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version,
                    public_key = excluded.public_key, retired_at = excluded.retired_at,
                    subject = excluded.subject, audience = excluded.audience
                WHERE excluded.version >= version OR ?
                """
        ).execute(arguments: [
            event.keyId, event.version, event.publicKey, event.retiredAt, subject, event.audience,
            replaces,
        ])
    }

    /// Remembers a session that ended, and forgets those whose tokens are dead by themselves.
    static func save(
        _ event: SessionEnded,
        at now: Instant,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: "DELETE FROM security_sessions WHERE forgettable_at < ?"
        ).execute(arguments: [now])
        try database.cachedStatement(
            sql: """
                INSERT INTO security_sessions (id, ended_at, forgettable_at) VALUES (?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """
        ).execute(arguments: [event.session, event.endedAt, event.forgettableAt])
    }

    /// Remembers whose tokens are outdated, and forgets those whose tokens are dead by themselves.
    static func save(
        _ event: RightsChanged,
        replaces: Bool,
        at now: Instant,
        in database: Database
    ) throws {
        try database.cachedStatement(
            sql: "DELETE FROM security_rights WHERE forgettable_at < ?"
        ).execute(arguments: [now])
        try database.cachedStatement(
            sql: """
                INSERT INTO security_rights (id, version, epoch, forgettable_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, epoch = excluded.epoch,
                    forgettable_at = excluded.forgettable_at
                WHERE excluded.epoch <> epoch OR excluded.version >= version OR ?
                """
        ).execute(arguments: [
            event.subject, event.version, event.epoch, event.forgettableAt, replaces,
        ])
    }

    /// Keeps a program as it now is.
    static func save(
        _ event: PrincipalChanged,
        replaces: Bool,
        in database: Database
    ) throws {
        let grants = String(decoding: try JSONEncoder().encode(event.grants), as: UTF8.self)
        try database.cachedStatement(
            sql: """
                INSERT INTO security_principals
                    (id, version, name, public_key, tenant, partner, grants, revoked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name,
                    public_key = excluded.public_key, tenant = excluded.tenant,
                    partner = excluded.partner, grants = excluded.grants, revoked_at = excluded.revoked_at
                WHERE excluded.version >= version OR ?
                """
        ).execute(arguments: [
            event.id, event.version, event.name, event.publicKey, event.tenant, event.partner,
            grants, event.revokedAt, replaces,
        ])
    }

    /// Keeps when identity's log had been read to its end and applied, by the machine's own count.
    static func save(proof: BootMoment, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO security_proof (only_row, boot, milliseconds) VALUES (1, ?, ?)
                ON CONFLICT (only_row) DO UPDATE SET boot = excluded.boot,
                    milliseconds = excluded.milliseconds
                """,
            arguments: [proof.bootID, proof.milliseconds]
        )
    }

    /// The proof that a process before this one kept.
    static func proof(in database: Database) throws -> BootMoment? {
        try Row.fetchOne(
            database,
            sql: "SELECT boot, milliseconds FROM security_proof WHERE only_row = 1"
        ).map {
            BootMoment(bootID: $0[0], milliseconds: $0[1])
        }
    }

    /// Reads everything; these tables are small.
    static func snapshot(of database: Database) throws -> SecuritySnapshot {
        var snapshot = SecuritySnapshot()
        let keys = try Row.fetchCursor(database, sql: "SELECT * FROM security_keys")
        while let row = try keys.next() {
            snapshot.take(
                SigningKeyChanged(
                    version: row["version"],
                    keyId: row["id"],
                    publicKey: row["public_key"],
                    retiredAt: row["retired_at"],
                    audience: row["audience"]
                )
            )
        }
        let sessions = try Row.fetchCursor(database, sql: "SELECT * FROM security_sessions")
        while let row = try sessions.next() {
            snapshot.endedSessions[row["id"]] = row["forgettable_at"]
        }
        let rights = try Row.fetchCursor(database, sql: "SELECT * FROM security_rights")
        while let row = try rights.next() {
            snapshot.rights[row["id"]] = RightsMark(
                epoch: row["epoch"],
                position: row["version"],
                forgettableAt: row["forgettable_at"]
            )
        }
        let principals = try Row.fetchCursor(database, sql: "SELECT * FROM security_principals")
        while let row = try principals.next() {
            snapshot.take(
                PrincipalChanged(
                    id: row["id"],
                    version: row["version"],
                    name: row["name"],
                    publicKey: row["public_key"],
                    tenant: row["tenant"],
                    partner: row["partner"],
                    grants: try JSONDecoder().decode(
                        [String].self,
                        from: Data((row["grants"] as String).utf8)
                    ),
                    revokedAt: row["revoked_at"]
                )
            )
        }
        return snapshot
    }
}
