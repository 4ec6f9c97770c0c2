import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore

/// Whom campaigns have been shown to: a row for each, while the campaign can show more.
///
/// The row says that somebody was counted; the number stands in the report. So rows go with the campaign's end, or
/// with the person, and the number stays.
enum CampaignReach {
    static let job = "reach"
    private static let slice = 2000
    private static let pause = Duration.seconds(600)

    /// Counts somebody whom the campaign was not shown to before.
    static func note(
        _ endUser: EndUserID,
        of campaign: CampaignID,
        _ partner: PartnerID,
        _ transaction: Transaction
    ) throws {
        let isNew = try transaction.database.run(
            "INSERT INTO campaign_reach (end_user, campaign) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [endUser, campaign]
        )
        guard isNew == 1 else { return }
        transaction.count(AdvertisingMeasure.reached, of: campaign, at: partner)
    }

    /// Removes the rows of campaigns that are finished, a slice of one at a time.
    static func run(in context: WorkContext<AdvertisingEnvironment>) throws -> JobResult {
        let over = try CampaignID.one(
            context.database,
            """
            WITH RECURSIVE known (campaign) AS (
                SELECT min(campaign) FROM campaign_reach
                UNION ALL
                SELECT (SELECT min(campaign) FROM campaign_reach WHERE campaign > known.campaign)
                FROM known WHERE campaign IS NOT NULL
            )
            SELECT id FROM known CROSS JOIN campaigns ON id = campaign
            WHERE status = 'finished' LIMIT 1
            """
        )
        guard let over else { return .dueAt(context.now.adding(pause)) }
        try context.database.run(
            """
            DELETE FROM campaign_reach WHERE campaign = ?1 AND end_user IN
                (SELECT end_user FROM campaign_reach WHERE campaign = ?1 LIMIT ?2)
            """,
            [over, slice]
        )
        return .again
    }
}
