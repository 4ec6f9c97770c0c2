import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// What invoices need of identity and a projection of what is does not keep: how many operators a partner
/// had from when on.
enum BilledPast {
    static let follower = FollowerDefinition<PartnersEnvironment>.projection(
        "billing",
        of: "identity",
        [
            .on(UserChanged.self, retention: leaving) { event, _, context in
                guard let partner = context.partner else { return }
                let isOne = event.chatOperator != nil && event.status != .deleted
                try take(event.id, isOperator: isOne, of: partner, context)
            }
        ]
    )

    /// Users that a snapshot no longer shows are operators no more, from now on.
    private static let leaving = Retention(table: "operators", assignments: nil) { transaction in
        try Operators.count(
            at: Instant(milliseconds: transaction.nowMilliseconds),
            in: transaction.database
        )
    }

    private static func take(
        _ user: UserID,
        isOperator: Bool,
        of partner: PartnerID,
        _ context: EventContext<PartnersEnvironment>
    ) throws {
        let database = context.work.database
        let was = try database.exists("SELECT 1 FROM operators WHERE id = ?", [user])
        guard isOperator != was else { return }
        if isOperator {
            try database.run("INSERT INTO operators (id, partner) VALUES (?, ?)", [user, partner])
        } else {
            try database.run("DELETE FROM operators WHERE id = ?", [user])
        }
        try Operators.count(at: context.happenedAt, in: database)
    }
}

extension EventContext {
    /// A snapshot tells what is, and not when it came to be.
    var happenedAt: Instant { seq == nil ? work.now : at }
}

/// Operators of a partner's chat.
enum Operators {
    /// Notes how many each partner has whose operators have changed.
    static func count(at now: Instant, in database: Database) throws {
        try database.run(
            """
            INSERT INTO operator_counts (partner, at, count)
            SELECT partner, ?, (
                SELECT count(*) FROM operators WHERE operators.partner = operators_uncounted.partner
            ) FROM operators_uncounted
            """,
            [now]
        )
        try database.run("DELETE FROM operators_uncounted", [])
    }

    /// The most that there were at a time in a month.
    static func most(
        of partner: PartnerID,
        in days: MonthDays,
        _ database: Database
    ) throws -> Int64 {
        let before = try Int64.one(
            database,
            """
            SELECT count FROM operator_counts WHERE partner = ? AND at < ?
            ORDER BY at DESC, seq DESC LIMIT 1
            """,
            [partner, days.begin]
        )
        let since = try Int64.one(
            database,
            "SELECT max(count) FROM operator_counts WHERE partner = ? AND at >= ? AND at < ?",
            [partner, days.begin, days.end]
        )
        return max(before ?? 0, since ?? 0)
    }
}
