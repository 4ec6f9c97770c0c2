import GRDB
package import OctopusAdvertisingContract
import OctopusCBOR
package import OctopusServiceKit
import OctopusStore

extension CountAd: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let claims = try context.environment.tokens.claims(
            of: request.token.bytes,
            for: tenant,
            context.caller.requireEndUser(),
            at: context.now
        )
        let isCounted = try context.count(Beacon(request.event), of: claims)
        guard request.event == .clicked else { return Reply(isCounted: isCounted) }
        // An ad that was changed since leads where its tenant has not looked yet.
        let ad = try AdRecord.one(
            context.database,
            "SELECT * FROM ads WHERE id = ? AND tenant = ? AND status = 'approved'",
            [claims.ad, tenant]
        )
        return Reply(isCounted: isCounted, target: ad?.terms.target(ofCard: request.card))
    }
}

extension CommandContext<AdvertisingEnvironment> {
    /// Counts what a client tells of an impression, each thing once.
    ///
    /// The database says what was counted before; memory says whether there is room for one more, and counts it
    /// first. If the transaction is undone after that, it runs again or the service does not write until a start,
    /// which reads what is true.
    ///
    /// - Returns: Whether it is counted, now or before.
    fileprivate func count(_ beacon: Beacon, of claims: ImpressionClaims) throws -> Bool {
        let known = try ImpressionRecord.one(
            database,
            "SELECT * FROM impressions WHERE id = ?",
            [claims.decision]
        )
        if var known {
            guard known.note(beacon, at: now) else { return true }
            guard now < known.isOverAt else { return false }
            try known.storeChange(of: ["viewable_at", "clicked_at"], in: database)
            try countResult(beacon, isNew: false, of: claims)
            return true
        }
        let book = impressions(by: .service)
        let room = try book.room(of: claims.campaign)
        guard room.left > 0 else { return false }
        let ads = environment.ads
        if case .refused = ads.serving.count(beacon, of: claims, at: now) { return false }
        var record = ImpressionRecord(claims, at: now)
        _ = record.note(beacon, at: now)
        try record.store(in: database)
        try book.show(claims.campaign, in: room)
        try countResult(beacon, isNew: true, of: claims)
        try note(claims, in: ads.periods(of: claims.campaign, at: now))
        return true
    }

    /// What a start needs to know for caps and daily limits.
    private func note(
        _ claims: ImpressionClaims,
        in periods: (cap: Range<Int64>?, day: Range<Int64>?)
    ) throws {
        if let period = periods.cap {
            let end = now.adding(milliseconds: AdvertisingLimits.aheadMilliseconds)
            try database.run(
                """
                INSERT INTO campaign_caps (campaign, end_user, counted, last_at, until_at)
                VALUES (?, ?, 1, ?, ?) ON CONFLICT (campaign, end_user) DO UPDATE
                SET counted = iif(last_at >= ?, counted + 1, 1), last_at = excluded.last_at,
                    until_at = excluded.until_at
                """,
                [
                    claims.campaign, claims.endUser, now,
                    min(period.upperBound, end.milliseconds), period.lowerBound,
                ]
            )
        }
        if let day = periods.day {
            try database.run(
                """
                INSERT INTO campaign_days (campaign, day_at, counted) VALUES (?, ?, 1)
                ON CONFLICT (campaign) DO UPDATE
                SET counted = iif(day_at = excluded.day_at, counted + 1, 1),
                    day_at = excluded.day_at
                """,
                [claims.campaign, day.lowerBound]
            )
        }
    }
}

/// An impression that was counted, as it lies in the database.
struct ImpressionRecord: StoredRecord {
    static let databaseTableName = "impressions"
    /// Nothing is told of it after `isOverAt`.
    static let purge = PurgeRule("impressions", olderBy: "expires_at", keptFor: .seconds(3600))

    private let id: AdDecisionID
    private let tenant: TenantID
    private let campaign: CampaignID
    private let ad: AdID
    private let placement: PlacementID
    private let endUser: EndUserID
    private let expiresAt: Instant
    private let countedAt: Instant
    private var viewableAt: Instant?
    private var clickedAt: Instant?

    init(_ claims: ImpressionClaims, at now: Instant) {
        (id, tenant, campaign) = (claims.decision, claims.tenant, claims.campaign)
        (ad, placement, endUser) = (claims.ad, claims.placement, claims.endUser)
        (expiresAt, countedAt) = (claims.expiresAt, now)
    }

    /// When it is too late for more.
    var isOverAt: Instant {
        expiresAt.adding(milliseconds: ServingState.Limits().graceMilliseconds)
    }

    /// Takes down what was told of it.
    ///
    /// - Returns: Whether it was not known.
    mutating func note(_ beacon: Beacon, at now: Instant) -> Bool {
        switch beacon {
        case .shown: return false
        case .viewable:
            guard viewableAt == nil else { return false }
            viewableAt = now
        case .click:
            guard clickedAt == nil else { return false }
            clickedAt = now
        }
        return true
    }
}

extension Beacon {
    fileprivate init(_ event: ImpressionEvent) {
        switch event {
        case .shown: self = .shown
        case .viewable: self = .viewable
        case .clicked: self = .click
        }
    }
}

extension AdTerms {
    /// Where a click on a card, or on the ad, leads.
    fileprivate func target(ofCard card: Int64?) -> String? {
        guard let card, let cards, cards.indices.contains(Int(card)) else { return target }
        return cards[Int(card)].target ?? target
    }
}
