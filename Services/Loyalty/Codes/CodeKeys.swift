import Contract
import Crypto
import GRDB
import ServiceKit
import Synchronization

/// The keys that sign the codes on phones: in the database sealed, in memory open.
///
/// A key's secret never changes, so what was opened once is kept.
final class CodeKeys: Sendable {
    private let sealer: CodeSealer
    private let opened = Mutex<[Int64: SymmetricKey]>([:])

    init(sealer: CodeSealer) {
        self.sealer = sealer
    }

    /// The key that signs now.
    func newest(in database: Database) throws -> (number: UInt16, secret: SymmetricKey) {
        let row = try database.row(
            "SELECT id, sealed FROM code_keys ORDER BY id DESC LIMIT 1",
            StatementArguments()
        )
        guard let row else { throw CodeKeysFault.none }
        let id: Int64 = row["id"]
        return (UInt16(truncatingIfNeeded: id), try secret(id, sealed: row["sealed"]))
    }

    /// The key of that number, while there is one.
    func secret(_ number: UInt16, in database: Database) throws -> SymmetricKey? {
        let row = try database.row(
            "SELECT id, sealed FROM code_keys WHERE id % 65536 = ? ORDER BY id DESC LIMIT 1",
            [Int64(number)]
        )
        return try row.map { try secret($0["id"], sealed: $0["sealed"]) }
    }

    /// Makes a new key if the newest has served its time, and forgets those whose codes are dead.
    ///
    /// - Returns: When the newest has served its time.
    func rotate(at now: Instant, random: (Int) -> [UInt8], in database: Database) throws -> Instant
    {
        let newest = try database.value(
            Instant.self,
            "SELECT created_at FROM code_keys ORDER BY id DESC LIMIT 1",
            StatementArguments()
        )
        if let due = newest?.adding(CodeLife.key), now < due { return due }
        // A key's last code is made a moment before its successor is, and lives for a minute.
        try database.run(
            "DELETE FROM code_keys WHERE id < (SELECT max(id) FROM code_keys)",
            StatementArguments()
        )
        try database.run(
            "INSERT INTO code_keys (sealed, created_at) VALUES (?, ?)",
            [Blob(try sealer.seal(random(32))), now]
        )
        return now.adding(CodeLife.key)
    }

    private func secret(_ id: Int64, sealed: Blob) throws -> SymmetricKey {
        if let known = opened.withLock({ $0[id] }) { return known }
        let secret = SymmetricKey(data: try sealer.open(sealed.bytes))
        opened.withLock { opened in
            // The newest and the one before; older ones sign nothing that is still alive.
            opened = opened.filter { $0.key >= id - 1 }
            opened[id] = secret
        }
        return secret
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
