import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore

/// The one-time code that an end user may log in with now.
struct LoginCodeRecord: StoredRecord {
    static let databaseTableName = "login_codes"

    let endUserId: EndUserID
    /// Where it was sent; typed beside another contact, it is wrong.
    let contact: Contact.Kind
    let sealedCode: Data
    let attemptsLeft: Int
    let expiresAt: Instant

    static let maximumAttempts = 5

    static func find(of endUser: EndUserID, in database: Database) throws -> LoginCodeRecord? {
        try one(database, "SELECT * FROM login_codes WHERE end_user_id = ?", [endUser])
    }

    /// Whether a code was typed that is good now.
    func isRight(
        _ typed: String,
        by contact: Contact,
        sealer: Sealer,
        at now: Instant,
        life: Int64
    ) throws -> Bool {
        guard attemptsLeft > 0, expiresAt.isAlive(at: now, life: life),
            self.contact == contact.kind
        else { return false }
        let code = try sealer.open(Array(sealedCode), at: .loginCode(endUserId))
        return LoginCode.areEqual(code, Array(LoginCode.normalised(typed).utf8))
    }

    /// The session that the present code began; nil if it was not used yet.
    static func session(begunBy endUser: EndUserID, in database: Database) throws -> SessionID? {
        try Row.one(
            database,
            "SELECT session_id FROM login_code_uses WHERE end_user_id = ?",
            [endUser]
        )?["session_id"]
    }

    static func noteUse(
        by endUser: EndUserID,
        for session: SessionID,
        in database: Database
    ) throws {
        try database.run(
            "INSERT INTO login_code_uses (end_user_id, session_id) VALUES (?, ?)",
            [endUser, session]
        )
    }

    /// Takes one attempt off.
    static func countAttempt(of endUser: EndUserID, in database: Database) throws {
        try database.run(
            """
            UPDATE login_codes SET attempts_left = attempts_left - 1
            WHERE end_user_id = ? AND attempts_left > 0
            """,
            [endUser]
        )
    }
}

/// Eight digits.
enum LoginCode {
    static func draw(from bytes: [UInt8]) -> String {
        let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 100_000_000
        let digits = String(number)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Without what keyboards, clipboards and scanners add.
    static func normalised(_ typed: String) -> String {
        TypedCode.symbols(of: typed) ?? ""
    }

    /// Compares in a time that does not tell where they differ.
    static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
