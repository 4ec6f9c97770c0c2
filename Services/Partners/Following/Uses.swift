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

    /// How much of each a partner uses now.
    static func all(
        of partner: PartnerID,
        of tenant: TenantID,
        at now: Instant,
        in database: Database
    ) throws -> PackageUse {
        let (channels, coupons, operators) = (channels.sql, coupons.sql, operators.sql)
        return PackageUse(
            activeCoupons: try Int64.one(database, coupons, [partner]) ?? 0,
            channels: try Int64.one(database, channels, [partner]) ?? 0,
            chatOperators: try Int64.one(database, operators, [partner]) ?? 0,
            messagesThisMonth: try messages(of: partner, of: tenant, at: now, in: database)
        )
    }

    /// Demands that a partner uses no more than a package gives, together with the add-ons that last.
    ///
    /// Messages refuse no package: none can be taken back, and the next month begins at 0. The smaller
    /// limit holds from when the package is in force, so that no more are sent in a month that has had them.
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

    /// What a partner's add-ons add to its limits, without those that end.
    static func lasting(of partner: PartnerID, in database: Database) throws -> PackageLimits {
        try Balances.raises(of: partner, in: database)
            .less(HeldAddOn.endingRaises(of: partner, in: database))
    }

    /// What a partner uses above a package's limits, together with its add-ons.
    static func excess(
        over limits: PackageLimits,
        of partner: PartnerID,
        in database: Database
    ) throws -> [Violation] {
        let limits = try limits.raised(by: lasting(of: partner, in: database))
        return try [channels, coupons, operators].compactMap { measure -> Violation? in
            guard let most = measure.limit(limits) else { return nil }
            let use = try Int64.one(database, measure.sql, [partner]) ?? 0
            return measure.thing.excess(use, over: most)
        }
    }

    /// What was sent in the month that it is in the tenant's zone.
    private static func messages(
        of partner: PartnerID,
        of tenant: TenantID,
        at now: Instant,
        in database: Database
    ) throws -> Int64 {
        guard let zone = try TenantRecord.find(tenant, in: database)?.timeZone else { return 0 }
        return try Int64.one(
            database,
            "SELECT sent FROM message_counts WHERE id = ? AND month = ?",
            [partner, BillingMonth(of: now, in: .bills(in: zone)).text]
        ) ?? 0
    }

    private struct Measure: Sendable {
        let thing: LimitedThing
        let limit: @Sendable (PackageLimits) -> Int64?
        let sql: String
    }

    private static let channels = Measure(
        thing: .channels,
        limit: { $0.channels },
        sql: ChannelLimit.count
    )
    private static let coupons = Measure(
        thing: .activeCoupons,
        limit: { $0.activeCoupons },
        sql: "SELECT count(*) FROM coupons WHERE partner = ? AND is_published = 1"
    )
    private static let operators = Measure(
        thing: .chatOperators,
        limit: { $0.chatOperators },
        sql: "SELECT count(*) FROM users WHERE partner = ? AND is_chat_operator = 1"
    )
}

extension FollowerDefinition<PartnersEnvironment> {
    /// Keeps how many messages partners have sent in a month, as the service that sends them counts.
    ///
    /// That service is a line of the table of contents:
    ///
    ///     followers: [.messages(of: "helpdesk", HelpdeskMessagesCounted.self)]
    ///
    /// - Parameters:
    ///   - service: Who counts.
    ///   - event: What it tells.
    /// - Returns: The follower.
    static func messages<E: MessagesCounted>(of service: String, _ event: E.Type) -> Self {
        .projection(
            "messages-\(service)",
            of: service,
            [
                .keep(
                    E.self,
                    in: "message_counts",
                    missing: .deleted(),
                    ["month": { $0.event.month }, "sent": { $0.event.sent }]
                )
            ]
        )
    }
}
