import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore

/// A one-time code that an end user may log in with now, by the program that asked for it.
struct LoginCodeRecord: StoredRecord {
    static let databaseTableName = "login_codes"

    let id: UUID
    let endUserId: EndUserID
    /// The program that asked, by name and by the key that it had.
    let program: String
    let programKey: String
    /// Where it was sent; typed beside another contact, it is wrong.
    let contact: Contact.Kind
    let sealedCode: Data
    let attemptsLeft: Int
    let expiresAt: Instant
    /// The session that it began; nil if it was not used yet.
    var sessionId: SessionID?

    static let maximumAttempts = 5

    /// The code that a program asked for, with its present key or with the one before.
    static func find(
        of endUser: EndUserID,
        for program: Principal,
        in database: Database
    ) throws -> LoginCodeRecord? {
        let record = try one(
            database,
            "SELECT * FROM login_codes WHERE end_user_id = ? AND program = ?",
            [endUser, program.name]
        )
        guard let record,
            try PrincipalRecord.isKey(
                program.publicKey,
                successorOf: record.programKey,
                in: database
            )
        else { return nil }
        return record
    }

    /// Stores it in place of what the program asked for before.
    func replaceOthers(in database: Database) throws {
        try database.run(
            "DELETE FROM login_codes WHERE end_user_id = ? AND program = ?",
            [endUserId, program]
        )
        try store(in: database)
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
        let code = try sealer.open(Array(sealedCode), at: .loginCode(id))
        return LoginCode.areEqual(code, Array(LoginCode.normalised(typed).utf8))
    }

    func noteUse(for session: SessionID, in database: Database) throws {
        try database.run(
            "UPDATE login_codes SET session_id = ? WHERE id = ?",
            [session, id]
        )
    }

    /// Takes one attempt off.
    func countAttempt(in database: Database) throws {
        try database.run(
            "UPDATE login_codes SET attempts_left = attempts_left - 1 WHERE id = ? AND attempts_left > 0",
            [id]
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

    /// As people read it off a screen.
    static func spoken(_ code: String) -> String { "\(code.prefix(4)) \(code.suffix(4))" }

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
