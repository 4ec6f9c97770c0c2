import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit
import struct FoundationEssentials.UUID

extension UndoMyAction: CommandHandler {
    /// What somebody else gave looks as if it did not exist.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> Reply {
        switch (request.awardId, request.issuedCouponId) {
        case (let award?, nil): return Reply(balance: try context.undo(award))
        case (nil, let issued?):
            try context.undo(issued)
            return Reply()
        case (nil, nil), (_?, _?):
            throw FieldRules.refusal("awardId", .exactlyOne)
        }
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// Takes all of an award back that nobody has used.
    fileprivate func undo(_ id: AwardID) throws -> Int64 {
        guard caller.may(.points, .update) else { throw Refusal(.denied) }
        let partner = try activePartner()
        let award = try AwardedLot.find(id, of: partner.id, in: database)
        guard try award.wasGiven(by: caller.requirePerson().subject, in: database) else {
            throw Refusal(.notFound)
        }
        try demandTime(since: award.awardedAt, at: partner)
        return try takeBack(award, of: partner, .whole).balance
    }

    /// A coupon that was given after a scan cost nothing, so there is nothing to give back.
    fileprivate func undo(_ id: IssuedCouponID) throws {
        guard caller.may(.coupons, .update) else { throw Refusal(.denied) }
        let partner = try activePartner()
        let issued = try IssuedCouponRecord.find(id, of: partner.id, in: database)
        guard issued.wasGiven(by: try caller.requirePerson().subject) else {
            throw Refusal(.notFound)
        }
        try demandTime(since: issued.issuedAt, at: partner)
        _ = try revoke(issued, of: partner)
    }

    private func demandTime(since given: Instant, at partner: PartnerRecord) throws {
        try UndoWindow.of(partner.id, in: partner.tenant, database)
            .demandOpen(since: given, at: now)
    }
}

extension AwardedLot {
    /// Whether a user gave it, in nobody's place.
    fileprivate func wasGiven(by user: UUID, in database: Database) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM ledger INDEXED BY ledger_by_actor
            WHERE actor = ? AND actor_kind = 'user' AND impersonator IS NULL
                AND at = ? AND lot = ? AND kind = 'award'
            """,
            [user, awardedAt, lot.seq]
        )
    }
}
