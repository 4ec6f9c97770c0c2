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
            .issuanceLimit, .approvalNeeded,
        ]
    )

    public struct Request: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// The point type.
        public let pointTypeId: PointTypeID
        /// From 1 to 1,000,000.
        public let amount: Int64
        /// Why, for the partner's own eyes; at most 200 characters.
        public let note: String?

        /// Makes a request.
        public init(
            endUserId: EndUserID,
            pointTypeId: PointTypeID,
            amount: Int64,
            note: String? = nil
        ) {
            self.endUserId = endUserId
            self.pointTypeId = pointTypeId
            self.amount = amount
            self.note = note
        }
    }

    public struct Reply: Message {
        /// Also the name of the lot: the points that were earned at this time, with one expiry.
        public let awardId: AwardID
        /// All points of this type that the end user can now use.
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
    ]
}
