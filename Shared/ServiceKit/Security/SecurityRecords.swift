import OctopusContract
import OctopusIdentityContract
import GRDB
import OctopusMesh
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import class FoundationEssentials.JSONEncoder
import struct FoundationEssentials.UUID

/// The rows that the security snapshot is made of.
///
/// The higher version of a thing wins.
enum SecurityRecords {
    /// Keeps a key as it now is.
    ///
    /// - Returns: Whether that was news.
    static func save(
        _ event: SigningKeyChanged,
        about subject: UUID,
        replaces: Bool,
        in database: Database
    ) throws -> Bool {
        try database.cachedStatement(
            sql: """
                INSERT INTO security_keys (id, version, public_key, retired_at, subject)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version,
                    public_key = excluded.public_key, retired_at = excluded.retired_at,
                    subject = excluded.subject
                WHERE excluded.version >= version OR ?
                """
        ).execute(arguments: [
            event.keyId, event.version, event.publicKey, event.retiredAt, subject, replaces,
        ])
        return database.changesCount > 0
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

    /// Keeps a program as it now is.
    ///
    /// - Returns: Whether that was news.
    static func save(
        _ event: PrincipalChanged,
        replaces: Bool,
        in database: Database
    ) throws -> Bool {
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
        return database.changesCount > 0
    }

    /// The key that a program has had until now.
    static func publicKey(of id: PrincipalID, in database: Database) throws -> CurvePublicKey? {
        try String.fetchOne(
            database,
            sql: "SELECT public_key FROM security_principals WHERE id = ?",
            arguments: [id]
        ).flatMap(CurvePublicKey.init(z85:))
    }

    /// Reads everything; these tables are small.
    static func snapshot(of database: Database) throws -> SecuritySnapshot {
        var snapshot = SecuritySnapshot()
        let keys = try Row.fetchCursor(database, sql: "SELECT * FROM security_keys")
        while let row = try keys.next() {
            snapshot.keys[row["id"]] = SecuritySnapshot.SigningKey(
                publicKey: row["public_key"],
                retiredAt: row["retired_at"]
            )
        }
        let sessions = try Row.fetchCursor(database, sql: "SELECT * FROM security_sessions")
        while let row = try sessions.next() {
            snapshot.endedSessions[row["id"]] = row["forgettable_at"]
        }
        let principals = try Row.fetchCursor(
            database,
            sql: "SELECT * FROM security_principals WHERE revoked_at IS NULL"
        )
        while let row = try principals.next() {
            guard let key = CurvePublicKey(z85: row["public_key"]) else { continue }
            let tenant: TenantID? = row["tenant"]
            let partner: PartnerID? = row["partner"]
            let grants = try JSONDecoder().decode(
                [String].self,
                from: Data((row["grants"] as String).utf8)
            )
            snapshot.principals[key] = Principal(
                name: row["name"],
                tenant: tenant?.uuid,
                partner: partner?.uuid,
                grants: grants,
                publicKey: key.z85
            )
        }
        return snapshot
    }
}
