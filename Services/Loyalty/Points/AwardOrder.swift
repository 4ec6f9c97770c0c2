import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit

/// Which points are to be given to whom.
struct AwardOrder {
    let endUser: EndUserID
    let pointType: PointTypeID
    let amount: Int64
    var note: String?
    var slip = AwardSlip()
}

/// What a till tells of an award, beside the points.
struct AwardSlip {
    var reference: String?
    /// In minor units of the tenant's currency.
    var purchase: Int64?
    var channel: ChannelID?
    var place: String?
    var reason: AwardReason?

    /// Keeps what there is; a plain award writes nothing.
    func store(with award: AwardID, of partner: PartnerID, in database: Database) throws {
        guard
            reference != nil || purchase != nil || channel != nil || place != nil || reason != nil
        else { return }
        try AwardSlipRecord(
            id: award,
            partner: partner,
            reference: reference,
            purchase: purchase,
            channel: channel,
            place: place,
            reason: reason
        ).store(in: database)
    }
}

/// What a till told of an award, as it lies in the database.
private struct AwardSlipRecord: StoredRecord {
    static let databaseTableName = "awards"
    static let taken = ["reference": Refusal(.referenceTaken)]

    let id: AwardID
    let partner: PartnerID
    let reference: String?
    let purchase: Int64?
    let channel: ChannelID?
    let place: String?
    let reason: AwardReason?
}

extension CommandContext<LoyaltyEnvironment> {
    /// What is to be given, with the points that a purchase is worth.
    ///
    /// The point type is looked at for a purchase or a channel alone: a plain award costs no statement more.
    ///
    /// - Throws: `invalid`, `notFound`, `wrongChannel`, `purchaseTooSmall`.
    func order(_ request: AwardPoints.Request) throws -> AwardOrder {
        guard (request.amount == nil) != (request.purchase == nil) else {
            throw FieldRules.refusal("amount", .exactlyOne, "Name either an amount or a purchase.")
        }
        var amount = request.amount ?? 0
        if request.purchase != nil || request.channelId != nil {
            let type = try PointTypeRecord.find(
                request.pointTypeId,
                of: caller.requirePartner(),
                in: database
            )
            if let channel = request.channelId { try demand(channel, for: type) }
            amount = try request.purchase.map { try type.points(for: $0) } ?? amount
        }
        return AwardOrder(
            endUser: request.endUserId,
            pointType: request.pointTypeId,
            amount: amount,
            note: request.note?.trimmed,
            slip: AwardSlip(
                reference: request.reference?.trimmed,
                purchase: request.purchase,
                channel: request.channelId,
                place: request.place?.trimmed,
                reason: request.reason
            )
        )
    }

    /// The channel must be one of the partner's that end users find, and one that the type is for.
    private func demand(_ channel: ChannelID, for type: PointTypeRecord) throws {
        _ = try ChannelRecord.published(channel, of: type.partner, in: database)
        guard type.channels?.contains(channel) ?? true else { throw Refusal(.wrongChannel) }
    }

    /// A reference is one award's for ever, also if that was taken back.
    ///
    /// - Throws: `referenceTaken`, which names the award that has it.
    func demandFreeReference(of slip: AwardSlip, at partner: PartnerID) throws {
        guard let reference = slip.reference else { return }
        let other = try AwardID.one(
            database,
            "SELECT id FROM awards WHERE partner = ? AND reference = ?",
            [partner, reference]
        )
        guard let other else { return }
        throw Refusal(.referenceTaken, "The award \(other) has that reference.")
    }
}

extension PointTypeRecord {
    /// What a purchase gives, rounded down.
    fileprivate func points(for purchase: Int64) throws(Refusal) -> Int64 {
        guard let rate else {
            throw FieldRules.refusal("purchase", .known, "The point type has no rate.")
        }
        // Both are at most a million million and a million, so the product fits.
        let points = purchase * rate.points / rate.minorUnits
        guard points > 0 else { throw Refusal(.purchaseTooSmall) }
        guard points <= LoyaltyLimits.amount.upperBound else {
            throw FieldRules.refusal(
                "purchase",
                .range,
                "It gives \(points) points; at most \(LoyaltyLimits.amount.upperBound) are given at once."
            )
        }
        return points
    }
}
