import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Begins and ends promos at their times, each in a transaction of its own step.
enum PromoTimes {
    static let job = "promos"
    private static let slice = 100

    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let starting = try due(
            """
            SELECT * FROM promos
            WHERE status = 'scheduled' AND starts_at <= ? ORDER BY starts_at LIMIT ?
            """,
            context
        )
        let unbound = try PromoRecord.all(
            context.database,
            "SELECT * FROM promos WHERE status = 'scheduled' AND starts_at IS NULL LIMIT ?",
            [slice]
        )
        guard try context.each(starting + unbound, { try context.begin($0) }) else {
            return .again
        }
        let ending = try due(
            """
            SELECT * FROM promos
            WHERE status = 'live' AND ends_at IS NOT NULL AND ends_at <= ? ORDER BY ends_at LIMIT ?
            """,
            context
        )
        guard try context.each(ending, { try context.end($0) }) else { return .again }
        let isWhole = [starting, unbound, ending].allSatisfy { $0.count < slice }
        guard isWhole else { return .again }
        return try next(after: context.now, in: context.database).map { .dueAt($0) } ?? .idle
    }

    private static func due(
        _ sql: String,
        _ context: WorkContext<PartnersEnvironment>
    ) throws -> [PromoRecord] {
        try PromoRecord.all(context.database, sql, [context.now, slice])
    }

    /// When the next one begins or ends.
    private static func next(after now: Instant, in database: Database) throws -> Instant? {
        let start = try Instant.one(
            database,
            """
            SELECT starts_at FROM promos WHERE status = 'scheduled' AND starts_at > ?
            ORDER BY starts_at LIMIT 1
            """,
            [now]
        )
        let end = try Instant.one(
            database,
            """
            SELECT ends_at FROM promos
            WHERE status = 'live' AND ends_at IS NOT NULL AND ends_at > ?
            ORDER BY ends_at LIMIT 1
            """,
            [now]
        )
        return [start, end].compactMap(\.self).min()
    }
}

extension Emitting {
    /// Makes the job due that begins promos; at once if no time is told.
    func wakePromos(at: Instant?) throws {
        try wake(PromoTimes.job, at: at)
    }

    fileprivate func begin(_ promo: PromoRecord) throws {
        var promo = promo
        // One that was approved too late is not shown.
        if let end = promo.endsAt, end <= now {
            return try self.end(promo)
        }
        promo.become(.live)
        promo.startedAt = now
        promo = try storeNext(of: promo)
        for channel in promo.channels {
            try database.run(
                "INSERT INTO promo_channels (channel, started_at, promo) VALUES (?, ?, ?)",
                [channel, now, promo.seq]
            )
        }
    }

    fileprivate func end(_ promo: PromoRecord) throws {
        var promo = promo
        promo.become(.ended)
        try hide(storeNext(of: promo))
    }

    /// No channel shows it any more, and nobody its files.
    func hide(_ promo: PromoRecord) throws {
        try database.run("DELETE FROM promo_channels WHERE promo = ?", [promo.seq])
        try claimFiles(of: promo)
    }
}
