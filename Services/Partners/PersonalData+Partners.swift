import OctopusServiceKit

extension PersonalData {
    /// What partners keeps of end users.
    static let partners = PersonalData(
        [
            PersonalPart(
                "channel_followers",
                by: "channel_followers.end_user",
                key: "channel_followers.since_at",
                "channel_followers.channel",
                from: "channel_followers JOIN channels ON channels.id = channel_followers.channel",
                adding: ["channels.name AS channel_name"]
            ),
            PersonalPart(
                "promo_readers",
                by: "promo_readers.end_user",
                key: "promo_readers.promo",
                from: "promo_readers JOIN promos ON promos.seq = promo_readers.promo",
                adding: ["promos.title AS promo_title"]
            ),
            PersonalPart("receivers", by: "id", key: "id"),
        ],
        withheld: [
            "requests": "what partners ask their tenant for; end users ask for nothing",
            "users": "a partner's and a tenant's people, who are no end users",
        ],
        impersonal: [
            "tenant_names", "packages", "add_ons", "without_package", "partnerships",
            "add_on_balances", "impressions", "decisions", "partnership_forms", "coupons",
            "segments", "standings", "activities", "stuck_partnerships",
            "charges", "billing", "operators", "operators_uncounted",
            "operator_counts", "suspensions", "operator_prices",
            "invoices", "invoice_lines", "invoice_series", "message_counts",
            "channels", "channel_counts", "partner_counts", "ended_channels", "tenant_numbers",
            "channel_places",
            "channel_places_node", "channel_places_parent", "channel_places_rowid",
            "promos", "promo_channels", "promo_counts", "advertising_balances",
        ]
    )
}
