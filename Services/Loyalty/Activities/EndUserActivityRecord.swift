import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore

/// On which days an end user last earned and last redeemed something at a partner.
///
/// Days are those of UTC, as rules of segments count them; a tenant that moves to another time zone changes
/// none of them. A row is written when a day changes, in the transaction of what happened, and then told.
struct EndUserActivityRecord: VersionedRecord {
    static let databaseTableName = "end_user_activities"

    let id: EndUserActivityID
    let endUser: EndUserID
    let partner: PartnerID
    let tenant: TenantID
    var version: Int64
    /// Counted from 1970; nil: never.
    let earnedOn: Int64?
    let redeemedOn: Int64?

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: EndUserActivityChanged {
        EndUserActivityChanged(
            id: id,
            version: version,
            endUserId: endUser,
            lastEarnedOn: earnedOn.map { CivilDate(day: $0).text },
            lastRedeemedOn: redeemedOn.map { CivilDate(day: $0).text }
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Notes that an end user was given points today; `known` is the day that stands there already.
    func noteEarning(of endUser: EndUserID, at partner: PartnerRecord, known: Int64?) throws {
        let today = now.utcDay
        // A later day was noted by a clock that was ahead.
        if known == today { return }
        try note(earned: today, redeemed: nil, of: endUser, at: partner)
    }

    /// Notes that an end user redeemed a coupon today.
    func noteRedemption(of endUser: EndUserID, at partner: PartnerRecord) throws {
        try note(earned: nil, redeemed: now.utcDay, of: endUser, at: partner)
    }

    /// One statement, by hand like the others of an award: it writes nothing if the day stands there.
    private func note(
        earned: Int64?,
        redeemed: Int64?,
        of endUser: EndUserID,
        at partner: PartnerRecord
    ) throws {
        let record = try transaction.statements.first(
            """
            INSERT INTO end_user_activities
                (id, end_user, partner, tenant, version, earned_on, redeemed_on)
            VALUES (?, ?, ?, ?, 1, ?, ?)
            ON CONFLICT (end_user, partner) DO UPDATE SET version = version + 1,
                earned_on = coalesce(excluded.earned_on, earned_on),
                redeemed_on = coalesce(excluded.redeemed_on, redeemed_on)
            WHERE excluded.earned_on <> coalesce(earned_on, -1)
                OR excluded.redeemed_on <> coalesce(redeemed_on, -1)
            RETURNING id, version, earned_on, redeemed_on
            """,
            [
                newID(EndUserActivityID.self), endUser, partner.id, partner.tenant, earned,
                redeemed,
            ]
        ) { row in
            EndUserActivityRecord(
                id: try row.value(0),
                endUser: endUser,
                partner: partner.id,
                tenant: partner.tenant,
                version: try row.value(1),
                earnedOn: try row.optional(2),
                redeemedOn: try row.optional(3)
            )
        }
        if let record { try tell(record) }
    }
}
