import OctopusServiceKit

extension PersonalData {
    /// What loyalty keeps of end users.
    static let loyalty = PersonalData(
        [
            PersonalPart(
                "end_user_activities",
                by: "end_user",
                key: "partner",
                adding: [
                    "date(earned_on * 86400, 'unixepoch') AS earned_date",
                    "date(redeemed_on * 86400, 'unixepoch') AS redeemed_date",
                ]
            ),
            PersonalPart("channel_followers", by: "end_user", key: "channel"),
            PersonalPart(
                "award_requests",
                by: "end_user",
                key: "id",
                leavingOut: [
                    "asker": "is somebody else", "asker_impersonator": "is somebody else",
                    "decider": "is somebody else",
                ]
            ),
            PersonalPart("balances", by: "end_user", key: "point_type"),
            PersonalPart("expiries", by: "end_user", key: "point_type", "expires_at"),
            PersonalPart("holds", by: "end_user", key: "partner", "id"),
            PersonalPart("ledger", by: "end_user", key: "point_type", "seq", leavingOut: staff),
            PersonalPart("ledger_notes", by: "end_user", key: "entry"),
            PersonalPart(
                "lots",
                by: "ledger.end_user",
                key: "ledger.point_type",
                "ledger.seq",
                from: "ledger JOIN lots ON lots.seq = ledger.lot",
                where: "ledger.kind = 'award'"
            ),
            PersonalPart(
                "awards",
                by: "ledger.end_user",
                key: "ledger.point_type",
                "ledger.seq",
                from: """
                    ledger JOIN lots ON lots.seq = ledger.lot JOIN awards ON awards.id = lots.id
                    """,
                where: "ledger.kind = 'award'"
            ),
            PersonalPart(
                "issued_coupons",
                by: "issued_coupons.end_user",
                key: "issued_coupons.id",
                from: "issued_coupons JOIN coupons ON coupons.id = issued_coupons.coupon",
                adding: ["coupons.title AS coupon_title"],
                leavingOut: staff.merging(
                    ["code_hash": "opens the coupon", "sealed_code": "opens the coupon"]
                ) { $1 }
            ),
            PersonalPart(
                "redemptions",
                by: "issued_coupons.end_user",
                key: "issued_coupons.id",
                "redemptions.use",
                from: """
                    issued_coupons JOIN redemptions
                    ON redemptions.issued_coupon = issued_coupons.id
                    """,
                leavingOut: staff
            ),
            PersonalPart(
                "redemption_undos",
                by: "issued_coupons.end_user",
                key: "issued_coupons.id",
                "redemption_undos.use",
                from: """
                    issued_coupons JOIN redemption_undos
                    ON redemption_undos.issued_coupon = issued_coupons.id
                    """,
                leavingOut: staff
            ),
        ],
        withheld: [
            "scans": "whom a till has before it, for some minutes",
            "display_uses": "whom a till has served, for a day; what they got is told",
        ],
        impersonal: [
            "point_types", "coupons", "code_keys", "spent_codes", "entitlements", "channels",
            "point_ages", "point_age_days", "point_age_marks", "ledger_kinds",
            "issuance_limits", "issuance_days", "issuance_refusals",
            "coupon_channels", "coupon_uses",
            "displays",
        ]
    )

    private static let staff = [
        "actor": "who served them is somebody else", "impersonator": "is somebody else",
    ]
}
