import Contract
import GRDB
import ServiceKit

/// What an award needs to know, read in one go: its point type, partner and tenant.
struct AwardTerms {
    let partner: PartnerRecord
    let pointType: PointTypeID
    let validity: Validity?

    /// - Throws: `notFound`, `partnerSuspended`, `pointTypeRetired`.
    static func read(
        _ pointType: PointTypeID,
        of partner: PartnerID,
        in database: Database
    ) throws -> AwardTerms {
        let row = try database.row(
            """
            SELECT point_types.status AS type_status, valid_months, valid_days,
                partners.tenant, partners.name, partners.status, time_zone
            FROM point_types
            JOIN partners ON partners.id = point_types.partner
            JOIN tenants ON tenants.id = partners.tenant
            WHERE point_types.id = ? AND point_types.partner = ?
            """,
            [pointType, partner]
        )
        guard let row else { throw Refusal(.notFound) }
        let record = PartnerRecord(
            id: partner,
            tenant: row["tenant"],
            name: row["name"],
            status: row["status"],
            timeZone: row["time_zone"]
        )
        guard record.status == .active else { throw Refusal(.partnerSuspended) }
        guard row["type_status"] == PointTypeStatus.active else {
            throw Refusal(.pointTypeRetired)
        }
        let months: Int64? = row["valid_months"]
        let days: Int64? = row["valid_days"]
        return AwardTerms(
            partner: record,
            pointType: pointType,
            validity: months == nil && days == nil ? nil : Validity(months: months, days: days)
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Gives points: by hand or after a scan.
    func givePoints(
        _ amount: Int64,
        of pointType: PointTypeID,
        to endUser: EndUserID,
        note: String?
    ) throws -> AwardPoints.Reply {
        let terms = try AwardTerms.read(
            pointType,
            of: caller.requirePartner(),
            in: database
        )
        try EndUserRecord.active(endUser, of: terms.partner.tenant, in: database)
        let award: AwardID = newID()
        let expiresAt = environment.calendar.expiry(
            of: terms.validity,
            from: now,
            in: terms.partner.timeZone
        )
        let balance = try pointsBook().give(
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
        return AwardPoints.Reply(awardId: award, balance: balance, expiresAt: expiresAt)
    }

    /// The book in the hand of whoever calls.
    func pointsBook() throws -> PointsBook {
        PointsBook(database: database, now: now, acting: try Acting(caller))
    }
}
