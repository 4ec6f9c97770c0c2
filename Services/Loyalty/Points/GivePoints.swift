import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore

/// What an award needs to know, read in one go: its point type, partner, tenant and end user.
struct AwardTerms {
    let partner: PartnerRecord
    let pointType: PointTypeID
    let validity: Validity?
    /// The day on which the partner last gave the end user points.
    let earnedOn: Int64?

    /// - Throws: `notFound`, `partnerSuspended`, `notInPackage`, `pointTypeRetired`, `endUserBlocked`.
    static func read(
        _ pointType: PointTypeID,
        of partner: PartnerID,
        for endUser: EndUserID,
        _ statements: Statements
    ) throws -> AwardTerms {
        let terms: AwardTerms? = try statements.first(
            """
            SELECT partners.tenant, partners.name, partners.status, time_zone,
                point_types.status, valid_months, valid_days, end_users.status,
                ifnull(has_points, 1), earned_on
            FROM point_types
            JOIN partners ON partners.id = point_types.partner
            JOIN tenants ON tenants.id = partners.tenant
            LEFT JOIN entitlements ON entitlements.id = partners.id
            LEFT JOIN end_users ON end_users.id = ? AND end_users.tenant = partners.tenant
            LEFT JOIN end_user_activities AS done
                ON done.end_user = end_users.id AND done.partner = partners.id
            WHERE point_types.id = ? AND point_types.partner = ?
            """,
            [endUser, pointType, partner]
        ) { row in
            try check(row.value(2), row.value(8), row.value(4), row.optional(7))
            let (months, days): (Int64?, Int64?) = (try row.optional(5), try row.optional(6))
            return AwardTerms(
                partner: PartnerRecord(
                    id: partner,
                    tenant: try row.value(0),
                    name: try row.value(1),
                    status: try row.value(2),
                    timeZone: try row.value(3)
                ),
                pointType: pointType,
                validity: months == nil && days == nil
                    ? nil : Validity(months: months, days: days),
                earnedOn: try row.optional(9)
            )
        }
        guard let terms else { throw Refusal(.notFound) }
        return terms
    }

    /// Another tenant's end user looks as if it did not exist.
    private static func check(
        _ partner: PartnerStatus,
        _ hasPoints: Bool,
        _ pointType: PointTypeStatus,
        _ endUser: EndUserStatus?
    ) throws(Refusal) {
        guard partner == .active else { throw Refusal(.partnerSuspended) }
        guard hasPoints else { throw Refusal(.notInPackage) }
        guard pointType == .active else { throw Refusal(.pointTypeRetired) }
        guard let endUser else { throw Refusal(.notFound) }
        guard endUser == .active else { throw Refusal(.endUserBlocked) }
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Gives points: by hand, after a scan, or by a displayed code.
    ///
    /// `giver`: who gives them, if that is not the caller.
    func givePoints(
        _ amount: Int64,
        of pointType: PointTypeID,
        to endUser: EndUserID,
        note: String?,
        by giver: Acting? = nil
    ) throws -> AwardPoints.Reply {
        let terms = try AwardTerms.read(
            pointType,
            of: caller.requirePartner(),
            for: endUser,
            transaction.statements
        )
        let award: AwardID = newID()
        let expiresAt = environment.calendar.expiry(
            of: terms.validity,
            from: now,
            in: terms.partner.timeZone
        )
        let balance = try pointsBook(of: giver).give(
            amount,
            to: Holding(partner: terms.partner.id, endUser: endUser, pointType: pointType),
            as: award,
            until: expiresAt,
            note: note
        )
        try emit(
            PointsAwarded(
                awardId: award,
                endUserId: endUser,
                pointTypeId: pointType,
                amount: amount,
                balance: balance,
                expiresAt: expiresAt
            ),
            about: award.uuid,
            of: terms.partner
        )
        try noteEarning(of: endUser, at: terms.partner, known: terms.earnedOn)
        return AwardPoints.Reply(awardId: award, balance: balance, expiresAt: expiresAt)
    }

    /// The book, with the caller as the one who acts unless another is named.
    func pointsBook(of acting: Acting? = nil) throws -> PointsBook {
        PointsBook(transaction: transaction, now: now, acting: try acting ?? Acting(caller))
    }
}
