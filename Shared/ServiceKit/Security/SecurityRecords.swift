package import Contract
package import GRDB
import Mesh
import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import class FoundationEssentials.JSONEncoder
import struct FoundationEssentials.UUID

/// The rows that the security snapshot is made of. The higher version of a thing wins.
package enum SecurityRecords {
    package static func save(_ event: SigningKeyChanged, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO security_keys (id, version, public_key, retired_at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version,
                    public_key = excluded.public_key, retired_at = excluded.retired_at
                WHERE excluded.version >= version
                """
        ).execute(arguments: [event.keyId, event.version, event.publicKey, event.retiredAt])
    }

    /// Remembers a session that ended, and forgets those whose tokens are dead by themselves.
    package static func save(
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

    package static func save(_ event: PrincipalChanged, in database: Database) throws {
        let grants = String(decoding: try JSONEncoder().encode(event.grants), as: UTF8.self)
        try database.cachedStatement(
            sql: """
                INSERT INTO security_principals
                    (id, version, name, public_key, tenant, grants, revoked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name,
                    public_key = excluded.public_key, tenant = excluded.tenant,
                    grants = excluded.grants, revoked_at = excluded.revoked_at
                WHERE excluded.version >= version
                """
        ).execute(arguments: [
            event.id, event.version, event.name, event.publicKey, event.tenant, grants,
            event.revokedAt,
        ])
    }

    /// Reads everything; these tables are small.
    package static func snapshot(of database: Database) throws -> SecuritySnapshot {
        var snapshot = SecuritySnapshot()
        let keys = try Row.fetchCursor(database, sql: "SELECT * FROM security_keys")
        while let row = try keys.next() {
            snapshot.keys[row["id"]] = SecuritySnapshot.SigningKey(
                publicKey: row["public_key"],
                retiredAt: row["retired_at"]
            )
        }
        snapshot.endedSessions = try UUID.fetchSet(
            database,
            sql: "SELECT id FROM security_sessions"
        )
        let principals = try Row.fetchCursor(
            database,
            sql: "SELECT * FROM security_principals WHERE revoked_at IS NULL"
        )
        while let row = try principals.next() {
            guard let key = CurvePublicKey(z85: row["public_key"]) else { continue }
            let tenant: TenantID? = row["tenant"]
            let grants = try JSONDecoder().decode(
                [String].self,
                from: Data((row["grants"] as String).utf8)
            )
            snapshot.principals[key] = Principal(
                name: row["name"],
                tenant: tenant?.uuid,
                grants: grants,
                publicKey: key.z85
            )
        }
        return snapshot
    }

    /// Forgets what a snapshot of identity's no longer has.
    package static func clear(_ database: Database) throws {
        for table in ["security_keys", "security_sessions", "security_principals"] {
            try database.execute(sql: "DELETE FROM \(table)")
        }
    }
}
