import OctopusContract
import GRDB
import OctopusStore

/// How much of the quotas of a day was used; a value.
///
/// The database has each count rounded up to the next claim, and is written only when the count reaches
/// it, in the transaction that counts. So a restart, or a `kill -9`, forgets nothing and may count a part of
/// one claim too much.
struct QuotaDays: Sendable {
    struct Key: Hashable, Sendable {
        let holder: QuotaHolder
        let quota: Quota
    }

    private struct Count {
        var used: Int64
        var claimed: Int64
    }

    static var tableLimit: Int { 20_000 }
    static var dayMilliseconds: Int64 { 86_400_000 }

    private var day: Int64 = .min
    private var counts: [Key: Count] = [:]
    /// What the database has of the day, until it is asked for.
    private var stored: [String: Int64] = [:]

    static func day(of instant: Instant) -> Int64 { instant.milliseconds / dayMilliseconds }

    /// Takes over what the database has.
    mutating func load(_ rows: [String: Int64], day: Int64) {
        (self.day, stored, counts) = (day, rows, [:])
    }

    func used(_ key: Key, at now: Instant) -> Int64 {
        guard Self.day(of: now) == day else { return 0 }
        return counts[key]?.used ?? stored[Self.name(key)] ?? 0
    }

    /// Counts.
    ///
    /// - Returns: What the database is to have from now on, if that changes.
    mutating func add(_ count: Int64, _ wanted: Key, at now: Instant) -> (key: Key, claim: Int64)? {
        let today = Self.day(of: now)
        if today != day { load([:], day: today) }
        let key =
            counts[wanted] != nil || counts.count < Self.tableLimit
            ? wanted : Key(holder: .others, quota: wanted.quota)
        var state = counts[key] ?? begun(key)
        state.used += count
        defer { counts[key] = state }
        guard state.used > state.claimed else { return nil }
        state.claimed = state.used + (key.quota == .rows ? 10_000 : 100)
        return (key, state.claimed)
    }

    /// What the database has, until it is counted on.
    private func begun(_ key: Key) -> Count {
        let known = stored[Self.name(key)] ?? 0
        return Count(used: known, claimed: known)
    }

    static func name(_ key: Key) -> String { key.holder.text + " " + key.quota.rawValue }
}

extension QuotaDays {
    /// What the database has of a day.
    static func stored(_ day: Int64, in database: Database) throws -> [String: Int64] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT holder, quota, used FROM quota_days WHERE day = ?",
            arguments: [day]
        )
        return Dictionary(
            rows.map { row in
                ((row["holder"] as String) + " " + (row["quota"] as String), row["used"] as Int64)
            },
            uniquingKeysWith: max
        )
    }

    static func store(_ claim: Int64, _ key: Key, day: Int64, in database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM quota_days WHERE day < ?")
            .execute(arguments: [day])
        try database.cachedStatement(
            sql: """
                INSERT INTO quota_days (day, holder, quota, used) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET used = excluded.used
                """
        ).execute(arguments: [day, key.holder.text, key.quota.rawValue, claim])
    }
}
