import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

/// Begins and ends campaigns, and holds those whose partner may not advertise, slice by slice.
enum CampaignTimes {
    static let job = "campaigns"
    private static let slice = 100
    /// Partners that identity knows no longer wake nothing.
    private static let longestRest = Duration.seconds(60)

    /// What keeps a row of `campaigns` from running beside its partner's wish; null if nothing does.
    private static let pause = """
        CASE
            WHEN coalesce((SELECT status FROM partners WHERE id = campaigns.partner), '')
                <> 'active' THEN 'suspended'
            WHEN (SELECT has_advertising FROM entitlements WHERE id = campaigns.partner) = 0
                THEN 'package'
            WHEN json_array_length(shown) = 0 THEN 'ads'
        END
        """

    static func run(in context: WorkContext<AdvertisingEnvironment>) throws -> JobResult {
        let (database, now) = (context.database, context.now)
        let due = try CampaignRecord.all(
            database,
            """
            SELECT * FROM campaigns WHERE due_at IS NOT NULL AND due_at <= ?
            ORDER BY due_at LIMIT ?
            """,
            [now, slice]
        )
        if try did(due, in: context, { try context.pass($0) }) { return .again }
        let spent = try CampaignRecord.all(
            database,
            """
            SELECT * FROM campaigns WHERE status IN ('running', 'paused')
                AND (SELECT remaining FROM impression_reservations WHERE id = campaigns.id) = 0
            LIMIT ?
            """,
            [slice]
        )
        if try did(spent, in: context, { try context.finish($0, by: .impressions) }) {
            return .again
        }
        let moved = try CampaignRecord.all(
            database,
            """
            SELECT * FROM campaigns WHERE status IN ('running', 'paused')
                AND held_for IS NOT (\(pause)) LIMIT ?
            """,
            [slice]
        )
        if try did(moved, in: context, { try context.hold($0) }) { return .again }
        let next = try Instant.one(
            database,
            """
            SELECT due_at FROM campaigns WHERE due_at IS NOT NULL AND due_at > ?
            ORDER BY due_at LIMIT 1
            """,
            [now]
        )
        // Those that hold impressions are due some day.
        guard let next else { return .idle }
        return .dueAt(min(next, now.adding(longestRest)))
    }

    /// Does what is to be done with some; a slice does one sort of things, so that it stays short.
    ///
    /// - Returns: Whether there were any.
    private static func did(
        _ campaigns: [CampaignRecord],
        in context: WorkContext<AdvertisingEnvironment>,
        _ act: (CampaignRecord) throws -> Void
    ) rethrows -> Bool {
        _ = try context.each(campaigns, act)
        return !campaigns.isEmpty
    }

    /// What keeps a stored campaign from running.
    fileprivate static func hold(
        of campaign: CampaignID,
        in database: Database
    ) throws -> CampaignPause? {
        try String.one(database, "SELECT \(pause) FROM campaigns WHERE id = ?", [campaign])
            .flatMap(CampaignPause.init(rawValue:))
    }
}

extension WorkContext<AdvertisingEnvironment> {
    /// A campaign's time has come: to begin or to end.
    fileprivate func pass(_ campaign: CampaignRecord) throws {
        // One that was approved too late is not shown.
        if campaign.endsAt <= now { return try finish(campaign, by: .time) }
        var campaign = campaign
        let pause = try CampaignTimes.hold(of: campaign.id, in: database)
        campaign.begin(heldFor: pause, at: now)
        try serveNext(of: campaign)
    }

    fileprivate func hold(_ campaign: CampaignRecord) throws {
        var campaign = campaign
        campaign.hold(for: try CampaignTimes.hold(of: campaign.id, in: database))
        try serveNext(of: campaign)
    }

    fileprivate func finish(_ campaign: CampaignRecord, by end: CampaignEnd) throws {
        var campaign = campaign
        let asked = campaign.openRequest
        campaign.finish(by: end, at: now)
        try serveNext(of: campaign)
        try takeBack(asked, of: campaign)
        try release(campaign, by: .service)
    }

    /// Does to a campaign what became of its request; a request that is no longer the campaign's own is about
    /// terms that the campaign no longer has.
    func decideCampaign(
        _ request: RequestID,
        _ status: CampaignStatus,
        because reason: String? = nil
    ) throws {
        let known = try CampaignRecord.one(
            database,
            "SELECT * FROM campaigns WHERE request = ?",
            [request]
        )
        guard var campaign = known, campaign.status == .requested else { return }
        campaign.become(status, because: reason)
        try serveNext(of: campaign)
        if status == .approved {
            try wake(CampaignTimes.job, at: campaign.dueAt)
        } else {
            try release(campaign, by: .service)
        }
    }
}
