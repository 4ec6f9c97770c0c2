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
                missing: .deleted(when: { $0.status == .archived }),
                [
                    "partner": { try $0.partner },
                    "is_published": { $0.event.status == .published ? 1 : 0 },
                ]
            )
        ]
    )

    /// Demands that a partner uses no more than a package gives.
    ///
    /// - Throws: `aboveLimits`; each violation names a limit, the use, and what to do.
    static func demand(
        _ limits: PackageLimits,
        of partner: PartnerID,
        in database: Database
    ) throws {
        let violations = try measures.compactMap { measure -> Violation? in
            guard let most = measure.limit(limits) else { return nil }
            let use = try Int64.one(database, measure.sql, [partner]) ?? 0
            guard use > most else { return nil }
            return Violation(
                measure.path,
                .range,
                "\(use) \(measure.words), and the package gives \(most): "
                    + "\(measure.remedy) \(use - most) first."
            )
        }
        guard let first = violations.first else { return }
        throw Refusal(.aboveLimits, first.message, violations: violations)
    }

    private struct Measure: Sendable {
        let path: String
        let limit: @Sendable (PackageLimits) -> Int64?
        let sql: String
        let words: String
        let remedy: String
    }

    private static let measures = [
        Measure(
            path: "channels",
            limit: { $0.channels },
            sql: ChannelLimit.count,
            words: "channels are there",
            remedy: "archive"
        ),
        Measure(
            path: "activeCoupons",
            limit: { $0.activeCoupons },
            sql: "SELECT count(*) FROM coupons WHERE partner = ? AND is_published = 1",
            words: "coupons are published",
            remedy: "pause or archive"
        ),
        Measure(
            path: "chatOperators",
            limit: { $0.chatOperators },
            sql: "SELECT count(*) FROM users WHERE partner = ? AND is_chat_operator = 1",
            words: "users answer in the chat",
            remedy: "take that from"
        ),
    ]
}
