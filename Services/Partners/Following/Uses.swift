import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit

/// How much a partner uses of what packages limit.
enum Uses {
    /// Loyalty's coupons; identity's users are followed with the accounts.
    static let follower = FollowerDefinition<PartnersEnvironment>.projection(
        "uses",
        of: "loyalty",
        [
            .keep(
                CouponChanged.self,
                in: "coupons",
                // The row stays: an older event that comes once more must not count it again.
                missing: .becomes(["is_published": "0"], when: { $0.status == .archived }),
                [
                    "partner": { try $0.partner },
                    "is_published": { $0.event.status == .published ? 1 : 0 },
                ]
            )
        ]
    )

    /// Demands that a partner uses no more than a package gives, together with its add-ons.
    ///
    /// - Throws: `aboveLimits`; each violation names a limit, the use, and what to do.
    static func demand(
        _ limits: PackageLimits,
        of partner: PartnerID,
        in database: Database
    ) throws {
        let violations = try excess(over: limits, of: partner, in: database)
        guard let first = violations.first else { return }
        throw Refusal(.aboveLimits, first.message, violations: violations)
    }

    /// What a partner uses above a package's limits, together with its add-ons.
    static func excess(
        over limits: PackageLimits,
        of partner: PartnerID,
        in database: Database
    ) throws -> [Violation] {
        let limits = limits.raised(by: try Balances.raises(of: partner, in: database))
        return try measures.compactMap { measure -> Violation? in
            guard let most = measure.limit(limits) else { return nil }
            let use = try Int64.one(database, measure.sql, [partner]) ?? 0
            return measure.thing.excess(use, over: most)
        }
    }

    private struct Measure: Sendable {
        let thing: LimitedThing
        let limit: @Sendable (PackageLimits) -> Int64?
        let sql: String
    }

    private static let measures = [
        Measure(
            thing: .channels,
            limit: { $0.channels },
            sql: ChannelLimit.count
        ),
        Measure(
            thing: .activeCoupons,
            limit: { $0.activeCoupons },
            sql: "SELECT count(*) FROM coupons WHERE partner = ? AND is_published = 1"
        ),
        Measure(
            thing: .chatOperators,
            limit: { $0.chatOperators },
            sql: "SELECT count(*) FROM users WHERE partner = ? AND is_chat_operator = 1"
        ),
    ]
}
