import OctopusServiceKit

extension PersonalData {
    /// What advertising keeps of end users: what they were shown, and whom they follow.
    static let advertising = PersonalData(
        [
            PersonalPart("impressions", by: "end_user", key: "id"),
            PersonalPart("campaign_caps", by: "end_user", key: "campaign"),
            PersonalPart("campaign_reach", by: "end_user", key: "campaign"),
            PersonalPart("channel_followers", by: "end_user", key: "channel"),
        ],
        impersonal: [
            "entitlements", "impression_packages", "impression_requests", "impression_balances",
            "impression_reservations", "impression_ledger", "ads", "segments", "campaigns",
            "campaign_ads", "ad_traffic", "applications", "placements", "campaign_days",
        ]
    )
}
