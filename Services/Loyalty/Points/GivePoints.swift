import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// What an award needs to know, read in one go: its point type, partner, tenant and end user.
struct AwardTerms {
    let partner: PartnerRecord
    let pointType: PointTypeID
    let validity: Validity?
    /// The day on which the partner last gave the end user points.
    let earnedOn: Int64?
    let bounds: IssuanceBounds

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
                ifnull(has_points, 1), earned_on,
                coalesce(own.operator_points, general.operator_points),
                coalesce(own.partner_points, general.partner_points), general.tenant_points,
                coalesce(own.approval_above, general.approval_above), valid_until
            FROM point_types
            JOIN partners ON partners.id = point_types.partner
            JOIN tenants ON tenants.id = partners.tenant
            LEFT JOIN entitlements ON entitlements.id = partners.id
            LEFT JOIN end_users ON end_users.id = ? AND end_users.tenant = partners.tenant
            LEFT JOIN end_user_activities AS done
                ON done.end_user = end_users.id AND done.partner = partners.id
            LEFT JOIN issuance_limits AS own ON own.id = partners.id
            LEFT JOIN issuance_limits AS general ON general.id = partners.tenant
            WHERE point_types.id = ? AND point_types.partner = ?
            """,
            [endUser, pointType, partner]
        ) { row in
            try check(row.value(2), row.value(8), row.value(4), row.optional(7))
            return AwardTerms(
                partner: PartnerRecord(
                    id: partner,
                    tenant: try row.value(0),
                    name: try row.value(1),
                    status: try row.value(2),
                    timeZone: try row.value(3)
                ),
                pointType: pointType,
                validity: Validity(
                    months: try row.optional(5),
                    days: try row.optional(6),
                    until: try row.optional(14)
                ).ifAny,
                earnedOn: try row.optional(9),
                bounds: IssuanceBounds(
                    byOperator: try row.optional(10),
                    byPartner: try row.optional(11),
                    inTenant: try row.optional(12),
                    approvalAbove: try row.optional(13)
                )
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
    func awardTerms(of order: AwardOrder) throws -> AwardTerms {
        try AwardTerms.read(
            order.pointType,
            of: caller.requirePartner(),
            for: order.endUser,
            transaction.statements
        )
    }

    /// When points end that are given now.
    ///
    /// - Throws: `validityOver`.
    @discardableResult
    func expiry(of terms: AwardTerms) throws(Refusal) -> Instant? {
        let expiresAt = environment.calendar.expiry(
            of: terms.validity,
            from: now,
            in: terms.partner.timeZone
        )
        guard now < expiresAt ?? .never else { throw Refusal(.validityOver) }
        return expiresAt
    }

    /// Gives points: by hand, after a scan, by a displayed code, or as somebody asked.
    ///
    /// - Parameters:
    ///   - order: What is given.
    ///   - asker: Who asked for it, if the caller approves it: then the asker's limits count.
    ///   - giver: Who gives it, if that is not the caller: who displays a code. Their limits count.
    /// - Returns: What a caller is answered.
    /// - Throws: A refusal.
    func givePoints(
        _ order: AwardOrder,
        askedBy asker: UUID? = nil,
        by giver: Displayer? = nil
    ) throws -> AwardPoints.Reply {
        let terms = try awardTerms(of: order)
        if asker == nil { try terms.bounds.demandNoApproval(of: order.amount) }
        try demandFreeReference(of: order.slip, at: terms.partner.id)
        try countIssued(
            order.amount,
            by: asker ?? giver?.subject ?? caller.requirePerson().subject,
            at: terms.partner,
            within: terms.bounds
        )
        let award: AwardID = newID()
        let expiresAt = try expiry(of: terms)
        let balance = try pointsBook(of: giver?.acting).give(
            order.amount,
            to: Holding(
                partner: terms.partner.id,
                endUser: order.endUser,
                pointType: order.pointType
            ),
            as: award,
            until: expiresAt,
            note: order.note
        )
        try order.slip.store(with: award, of: terms.partner.id, in: database)
        try emit(
            PointsAwarded(
                awardId: award,
                endUserId: order.endUser,
                pointTypeId: order.pointType,
                amount: order.amount,
                balance: balance,
                expiresAt: expiresAt
            ),
            about: award.uuid,
            of: terms.partner
        )
        try noteEarning(of: order.endUser, at: terms.partner, known: terms.earnedOn)
        return AwardPoints.Reply(awardId: award, balance: balance, expiresAt: expiresAt)
    }

    /// The book, with the caller as the one who acts unless another is named.
    func pointsBook(of acting: Acting? = nil) throws -> PointsBook {
        PointsBook(transaction: transaction, now: now, acting: try acting ?? Acting(caller))
    }
}
