import OctopusServiceKit

extension PersonalData {
    /// What advertising keeps of end users: who they are, which the kit tells of.
    static let advertising = PersonalData(
        impersonal: [
            "entitlements", "impression_packages", "impression_requests", "impression_balances",
            "impression_reservations", "impression_ledger", "ads", "segments", "campaigns",
            "campaign_ads", "ad_traffic", "applications", "placements",
        ]
    )
}
