import Crypto
package import GRDB
import OctopusCBOR
import OctopusContract
import OctopusStore
package import struct FoundationEssentials.Data
package import struct FoundationEssentials.UUID

/// Writes the entries of a service's audit, each bound to the one before it.
///
/// The chain's last code is read in the same transaction, so that what is rolled back leaves no gap.
struct AuditBook: Sendable {
    /// What the states of one entry may have together.
    private static let mostBytes = 16 * 1024

    let key: SymmetricKey
    private let digestKey: SymmetricKey

    /// Makes a book whose codes nobody makes who has the database alone.
    init(_ hashes: KeyedHash) {
        key = hashes.key(for: "audit chain")
        digestKey = hashes.key(for: "audit digest")
    }

    /// Appends an entry, in the transaction of what it tells of.
    ///
    /// - Parameters:
    ///   - facts: Who called what, from where.
    ///   - refusal: Why it was refused; nil if it was done.
    ///   - count: How many calls it stands for.
    ///   - now: When it was.
    ///   - draft: What was changed; nil where nothing was.
    ///   - statements: The writer's.
    ///   - randomBytes: Makes salts.
    /// - Throws: What SQLite throws.
    func append(
        _ facts: AuditFacts,
        refusal: String?,
        count: Int64 = 1,
        at now: Instant,
        _ draft: AuditDraft?,
        _ statements: Statements,
        randomBytes: (Int) -> [UInt8]
    ) throws {
        let chain = try Self.end(statements)
        let changes = refusal == nil ? draft?.changes ?? [] : []
        let stored = StoredEntry(
            facts.entry(seq: chain.seq + 1, at: now, refusal: refusal, count: count, draft),
            try self.changes(changes, statements, randomBytes)
        )
        let entry = stored.entry
        let bytes = try CBOREncoder().encode(stored)
        try statements.run(
            """
            INSERT INTO audit (seq, at, tenant, partner, subject, actor, about, method, refusal,
                program, kinds, entry, code)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.seq, entry.at.milliseconds, entry.tenant?.uuid, entry.partner?.uuid,
                entry.subject, entry.actor, stored.changes.first?.about, entry.method,
                entry.refusal, entry.program, stored.kinds, bytes, chain.code(of: bytes, key),
            ]
        )
    }

    /// The last entry.
    static func end(_ statements: Statements) throws -> HashChain {
        try statements.first(
            "SELECT seq, code FROM audit WHERE seq = (SELECT max(seq) FROM audit)"
        ) { row in
            HashChain(seq: try row.value(0), code: try row.value(1))
        } ?? .beginning
    }

    /// The same on another connection.
    static func end(_ database: Database) throws -> HashChain {
        let row = try Row.one(
            database,
            "SELECT seq, code FROM audit WHERE seq = (SELECT max(seq) FROM audit)"
        )
        return row.map { HashChain(seq: $0[0], code: Array($0[1] as Data)) } ?? .beginning
    }

    static func code(of seq: Int64, in database: Database) throws -> [UInt8]? {
        try Data.one(database, "SELECT code FROM audit WHERE seq = ?", [seq]).map { Array($0) }
    }

    private func changes(
        _ changes: [AuditDraft.Change],
        _ statements: Statements,
        _ randomBytes: (Int) -> [UInt8]
    ) throws -> [StoredEntry.Change] {
        var room = Self.mostBytes
        return try changes.map { change in
            let size = (change.before?.body.count ?? 0) + (change.after?.body.count ?? 0)
            let fits = size <= room
            if fits { room -= size }
            let personal = try personal(change, statements, randomBytes)
            return StoredEntry.Change(
                kind: change.kind,
                about: change.about,
                before: fits ? change.before.map { Bytes($0.body) } : nil,
                after: fits ? change.after.map { Bytes($0.body) } : nil,
                personal: personal.isEmpty ? nil : personal,
                isCut: fits ? nil : true
            )
        }
    }

    /// What of the personal fields changed, as digests under the salt of the person.
    private func personal(
        _ change: AuditDraft.Change,
        _ statements: Statements,
        _ randomBytes: (Int) -> [UInt8]
    ) throws -> [AuditField] {
        let fields = AuditFields.difference(
            try change.before?.personal.map { try AuditFields.of($0) } ?? [],
            try change.after?.personal.map { try AuditFields.of($0) } ?? []
        )
        guard !fields.isEmpty else { return [] }
        let salt = try AuditSalts.salt(of: change.holder, statements, randomBytes)
        func digest(_ name: String, _ value: String?) -> String? {
            value.map { value in
                let text = salt + Array("\(name)\0\(value)".utf8)
                let code = HMAC<SHA256>.authenticationCode(for: text, using: digestKey)
                return "digest:" + HashChain.hex(Array(code.prefix(16)))
            }
        }
        return fields.map { field in
            AuditField(
                name: field.name,
                before: digest(field.name, field.before),
                after: digest(field.name, field.after)
            )
        }
    }
}

/// What the digests of a person's fields are made with.
package enum AuditSalts {
    static func salt(
        of subject: UUID,
        _ statements: Statements,
        _ randomBytes: (Int) -> [UInt8]
    ) throws -> [UInt8] {
        let known = try statements.first(
            "SELECT salt FROM audit_salts WHERE subject = ?",
            [subject]
        ) { try $0.value(0, as: [UInt8].self) }
        if let known { return known }
        let salt = randomBytes(16)
        try statements.run(
            "INSERT INTO audit_salts (subject, salt) VALUES (?, ?)",
            [subject, salt]
        )
        return salt
    }

    /// Forgets a person's salt, so that no digest of theirs can be tried any more.
    package static func forget(_ subject: UUID, in database: Database) throws {
        try database.run("DELETE FROM audit_salts WHERE subject = ?", [subject])
    }
}
