public import OctopusContract

/// Gives points to an end user.
public enum AwardPoints: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/AwardPoints",
        .command,
        "Gives points to an end user.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [
            .pointTypeRetired, .endUserBlocked, .partnerSuspended, .notInPackage, .balanceTooLarge,
            .issuanceLimit, .approvalNeeded, .referenceTaken, .purchaseTooSmall, .wrongChannel,
            .validityOver,
        ]
    )

    public struct Request: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// The point type.
        public let pointTypeId: PointTypeID
        /// From 1 to 1,000,000; either this or `purchase`.
        public let amount: Int64?
        /// Why, for the partner's own eyes; at most 200 characters.
        public let note: String?
        /// What the till calls the purchase, unlike that of every other award of the partner: at most 64 characters.
        public let reference: String?
        /// What was paid, in minor units of the tenant's currency: the rate of the point type says how many points
        /// it gives.
        public let purchase: Int64?
        /// The partner's channel; one of those that the point type names, if it names any.
        public let channelId: ChannelID?
        /// Where, in the partner's own words; at most 80 characters.
        public let place: String?
        /// What for.
        public let reason: AwardReason?

        /// Makes a request.
        public init(
            endUserId: EndUserID,
            pointTypeId: PointTypeID,
            amount: Int64? = nil,
            note: String? = nil,
            reference: String? = nil,
            purchase: Int64? = nil,
            channelId: ChannelID? = nil,
            place: String? = nil,
            reason: AwardReason? = nil
        ) {
            self.endUserId = endUserId
            self.pointTypeId = pointTypeId
            self.amount = amount
            self.note = note
            self.reference = reference
            self.purchase = purchase
            self.channelId = channelId
            self.place = place
            self.reason = reason
        }
    }

    public struct Reply: Message {
        /// Also the name of the lot: the points that were earned at this time, with one expiry.
        public let awardId: AwardID
        /// All points of this type that the end user can now use; below zero, what they owe.
        public let balance: Int64
        /// When it ends; absent if it never does.
        public let expiresAt: Instant?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(awardId: AwardID, balance: Int64, expiresAt: Instant? = nil) {
            self.awardId = awardId
            self.balance = balance
            self.expiresAt = expiresAt
        }
    }
}

extension AwardPoints.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, LoyaltyLimits.amount),
        .text("note", \.note, LoyaltyLimits.note),
        .text("reference", \.reference, LoyaltyLimits.reference),
        .number("purchase", \.purchase, LoyaltyLimits.minorUnits),
        .text("place", \.place, LoyaltyLimits.place),
    ]
}

/// What an award is for.
public enum AwardReason: String, Codable, Sendable, CaseIterable {
    /// Something was bought; a new customer; a customer's day; a customer who was brought.
    case purchase, welcome, birthday, referral
    /// A campaign of the partner's; amends; a mistake that is mended; something else.
    case campaign, apology, correction, other
}
