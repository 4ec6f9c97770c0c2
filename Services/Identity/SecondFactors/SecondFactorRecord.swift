import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore

/// What a user's device makes one-time codes from; in force once `UserRecord.hasSecondFactor` says so.
struct SecondFactorRecord: StoredRecord {
    static let databaseTableName = "second_factors"

    let userId: UserID
    let sealedSeed: Data
    /// The step of the last code that opened.
    var lastStep: Int64 = 0

    static func find(_ user: UserID, in database: Database) throws -> SecondFactorRecord? {
        try one(database, "SELECT * FROM second_factors WHERE user_id = ?", [user])
    }

    /// Makes a seed, in place of one that was not confirmed.
    static func draw(
        for user: UserID,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> [UInt8] {
        let seed = context.randomBytes(OneTimeCode.seedBytes)
        let sealed = try context.environment.sealer.seal(seed, for: .secondFactor(user))
        try SecondFactorRecord(userId: user, sealedSeed: Data(sealed))
            .insert(context.database, onConflict: .replace)
        return seed
    }

    static func remove(of user: UserID, in database: Database) throws {
        try database.run("DELETE FROM second_factors WHERE user_id = ?", [user])
        try database.run("DELETE FROM recovery_codes WHERE user_id = ?", [user])
    }

    /// Uses a code; false if it is wrong, too old, or was used.
    ///
    /// `repeated`: the log-in that used the last code is asked for again, so that one is good once more.
    func use(
        _ code: String,
        repeated: Bool = false,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Bool {
        let seed = try context.environment.sealer.open(
            Array(sealedSeed),
            at: .secondFactor(userId)
        )
        let step = OneTimeCode.step(
            of: code,
            seed,
            after: repeated ? lastStep - 1 : lastStep,
            at: context.now
        )
        guard let step else { return false }
        try context.database.run(
            "UPDATE second_factors SET last_step = ? WHERE user_id = ?",
            [step, userId]
        )
        return true
    }
}

/// Codes that are good once in place of a device that is lost.
enum RecoveryCodes {
    static let count = 10
    /// 120 bits: NIST SP 800-63B-4 lets look-up secrets of 112 bits be hashed without a salt.
    private static let bytes = 15
    private static let symbols = 24

    /// Makes ten, and voids those before.
    static func draw(
        for user: UserID,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> [String] {
        try context.database.run("DELETE FROM recovery_codes WHERE user_id = ?", [user])
        return try (0..<count).map { _ in
            let code = Base32.text(context.randomBytes(bytes))
            try context.database.run(
                "INSERT INTO recovery_codes (hash, user_id) VALUES (?, ?)",
                [Secret.hash(of: code), user]
            )
            return stride(from: 0, to: symbols, by: 6).map { place in
                String(code.dropFirst(place).prefix(6))
            }.joined(separator: "-")
        }
    }

    /// Uses one up; false if there is no such.
    static func use(
        _ typed: String,
        of user: UserID,
        repeated: Bool = false,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Bool {
        // The alphabet has neither of the digits that look like letters.
        let code = String(typed.map { $0 == "0" ? "O" : $0 == "1" ? "I" : $0 })
        guard code.utf8.count == symbols else { return false }
        let hash = Secret.hash(of: code)
        let used = try context.database.run(
            "UPDATE recovery_codes SET used_at = ? WHERE hash = ? AND user_id = ? AND used_at IS NULL",
            [context.now, hash, user]
        )
        if used == 1 { return true }
        guard repeated else { return false }
        let usedAt: Instant? = try Row.one(
            context.database,
            "SELECT used_at FROM recovery_codes WHERE hash = ? AND user_id = ?",
            [hash, user]
        )?["used_at"]
        return usedAt?.isNear(context.now, within: LinkRecord.repeatableMilliseconds) ?? false
    }
}
