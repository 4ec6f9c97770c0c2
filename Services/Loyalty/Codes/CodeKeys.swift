import OctopusLoyaltyContract
import Crypto
import GRDB
import OctopusServiceKit
import OctopusStore
import Synchronization
import struct FoundationEssentials.Data

/// The keys that sign the codes on phones: in the database sealed, in memory open.
///
/// A key's secret never changes, so what was opened once is kept.
final class CodeKeys: Sendable {
    private let sealer: Sealer
    private let opened = Mutex<[Int64: SymmetricKey]>([:])

    init(sealer: Sealer) {
        self.sealer = sealer
    }

    /// The key that signs now.
    ///
    /// - Throws: If there is none, or none that can be opened; the start sees to it that there is.
    func newest(in database: Database) throws -> (number: UInt16, secret: SymmetricKey) {
        let row = try Row.one(
            database,
            "SELECT id, sealed FROM code_keys ORDER BY id DESC LIMIT 1"
        )
        guard let row else { throw CodeKeysFault.none }
        let id: Int64 = row["id"]
        return (UInt16(truncatingIfNeeded: id), try secret(id, sealed: row["sealed"]))
    }

    /// The key of that number, while there is one.
    func secret(numbered number: UInt16, in database: Database) throws -> SymmetricKey? {
        let row = try Row.one(
            database,
            "SELECT id, sealed FROM code_keys WHERE id % 65536 = ? ORDER BY id DESC LIMIT 1",
            [Int64(number)]
        )
        return try row.map { try secret($0["id"], sealed: $0["sealed"]) }
    }

    /// Makes a new key if the newest has served its time, and forgets those whose codes are dead.
    ///
    /// - Returns: When the newest will have served its time.
    func rotate(at now: Instant, random: (Int) -> [UInt8], in database: Database) throws -> Instant
    {
        let newest = try Row.one(
            database,
            "SELECT id, created_at FROM code_keys ORDER BY id DESC LIMIT 1"
        )
        let id: Int64 = newest?["id"] ?? 0
        if let createdAt: Instant = newest?["created_at"], canOpenNewest(in: database) {
            let due = createdAt.adding(CodeLife.key)
            // A key of a clock that was ahead would sign until then.
            if due.isAlive(at: now, life: CodeLife.key.milliseconds) { return due }
        }
        // The newest so far stays: its last code is made a moment before its successor is, and
        // lives for a minute.
        try database.run("DELETE FROM code_keys WHERE id < ?", [id])
        let sealed = try sealer.seal(random(32), for: Self.place(id + 1))
        try database.run(
            "INSERT INTO code_keys (id, sealed, created_at) VALUES (?, ?, ?)",
            [id + 1, Data(sealed), now]
        )
        return now.adding(CodeLife.key)
    }

    /// Whether codes can be signed: not when there is no key yet, or the file that opens the keys
    /// is another one than the one that sealed them.
    func canOpenNewest(in database: Database) -> Bool {
        (try? newest(in: database)) != nil
    }

    private func secret(_ id: Int64, sealed: Data) throws -> SymmetricKey {
        if let known = opened.withLock({ $0[id] }) { return known }
        let secret = SymmetricKey(data: try sealer.open(Array(sealed), at: Self.place(id)))
        opened.withLock { opened in
            // The newest and the one before; what older ones signed is dead.
            opened = opened.filter { $0.key >= id - 1 }
            opened[id] = secret
        }
        return secret
    }

    private static func place(_ id: Int64) -> SealedPlace {
        SealedPlace(
            table: "code_keys",
            column: "sealed",
            row: withUnsafeBytes(of: id.bigEndian) { Array($0) }
        )
    }
}

enum CodeKeysFault: Error { case none }

/// Makes a new key each day; the one before stays for its last codes.
let rotateCodeKeys = JobDefinition<LoyaltyEnvironment>("rotate-code-keys") { context in
    .dueAt(
        try context.environment.codeKeys.rotate(
            at: context.now,
            random: context.randomBytes,
            in: context.database
        )
    )
}
