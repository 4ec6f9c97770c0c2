package import GRDB
import OctopusContract
import OctopusStore
package import struct FoundationEssentials.Data
package import struct FoundationEssentials.UUID

/// Writes the entries of a service's audit, each bound to the one before it.
///
/// Where the chain ends is read in the batch's transaction, and remembered until the next, or until a part
/// of it is undone: so what is rolled back leaves no gap. It is written by hand, since
/// `deploy/bench award-writer` measures it.
struct AuditBook: Sendable {
    /// What the states of one entry may have together.
    private static let mostBytes = 16 * 1024

    let key: KeyedCode
    private let digestKey: KeyedCode

    /// Makes a book whose codes nobody makes who has the database alone.
    init(_ hashes: KeyedHash) {
        key = KeyedCode(hashes.key(for: "audit chain"))
        digestKey = KeyedCode(hashes.key(for: "audit digest"))
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
        let end = try Self.end(statements)
        let changes = refusal == nil ? draft?.changes ?? [] : []
        let stored = StoredEntry(
            facts.entry(seq: end.chain.seq + 1, at: now, refusal: refusal, count: count, draft),
            try self.changes(changes, statements, randomBytes)
        )
        let entry = stored.entry
        let bytes = stored.bytes
        let code = end.chain.code(of: bytes, key)
        try statements.run(
            """
            INSERT INTO audit (seq, at, tenant, partner, subject, actor, about, method, refusal,
                program, kinds, entry, code)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.seq, entry.at.milliseconds, entry.tenant?.uuid, entry.partner?.uuid,
                entry.subject, entry.actor, stored.changes.first?.about, entry.method,
                entry.refusal, entry.program, stored.kinds, bytes, code,
            ]
        )
        end.chain.advance(to: code)
    }

    /// Where the chain ends, in the writer's memory.
    private final class End {
        var chain: HashChain

        init(_ chain: HashChain) { self.chain = chain }
    }

    private static func end(_ statements: Statements) throws -> End {
        if let end = statements.memory as? End { return end }
        let chain = try statements.first(
            "SELECT seq, code FROM audit ORDER BY seq DESC LIMIT 1"
        ) { row in
            HashChain(seq: try row.value(0), code: try row.value(1))
        }
        let end = End(chain ?? .beginning)
        statements.memory = end
        return end
    }

    /// The last entry as a reader sees it.
    static func end(_ database: Database) throws -> HashChain {
        let row = try Row.one(
            database,
            "SELECT seq, code FROM audit ORDER BY seq DESC LIMIT 1"
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
        guard !changes.isEmpty else { return [] }
        var room = Self.mostBytes
        return try changes.map { change in
            let size = (change.before?.body.count ?? 0) + (change.after?.body.count ?? 0)
            let fits = size <= room
            if fits { room -= size }
            let personal = try personal(change, statements, randomBytes)
            return StoredEntry.Change(
                kind: change.kind,
                about: change.about,
                before: fits ? change.before?.body : nil,
                after: fits ? change.after?.body : nil,
                personal: personal,
                isCut: !fits
            )
        }
    }

    /// What of the personal fields changed, as digests under the salt of the person.
    private func personal(
        _ change: AuditDraft.Change,
        _ statements: Statements,
        _ randomBytes: (Int) -> [UInt8]
    ) throws -> [AuditField] {
        guard change.before?.personal != nil || change.after?.personal != nil else { return [] }
        let fields = AuditFields.difference(
            try change.before?.personal.map { try AuditFields.of($0) } ?? [],
            try change.after?.personal.map { try AuditFields.of($0) } ?? []
        )
        guard !fields.isEmpty else { return [] }
        let salt = try AuditSalts.salt(of: change.holder, statements, randomBytes)
        func digest(_ name: String, _ value: String?) -> String? {
            value.map { value in
                let text = salt + Array("\(name)\0\(value)".utf8)
                return "digest:" + HashChain.hex(digestKey.of(text, bytes: 16))
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
