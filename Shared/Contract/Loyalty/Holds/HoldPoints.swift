public import OctopusContract

/// Keeps points of an end user until it is known what becomes of them.
///
/// They come out of the lots that expire first, and count in no balance. A lot may expire meanwhile: what
/// was taken of it can still be posted.
public enum HoldPoints: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/HoldPoints",
        .command,
        "Keeps points of an end user until they are posted, voided, or their time is up.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [.insufficientPoints, .endUserBlocked, .partnerSuspended]
    )

    public struct Request: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// The point type.
        public let pointTypeId: PointTypeID
        /// From 1 to 1,000,000.
        public let amount: Int64
        /// For how long; then the points go back by themselves.
        public let lifeMinutes: Int64?
        /// Why, for the partner's own eyes; at most 200 characters.
        public let note: String?

        /// Makes a request.
        public init(
            endUserId: EndUserID,
            pointTypeId: PointTypeID,
            amount: Int64,
            lifeMinutes: Int64? = nil,
            note: String? = nil
        ) {
            self.endUserId = endUserId
            self.pointTypeId = pointTypeId
            self.amount = amount
            self.lifeMinutes = lifeMinutes
            self.note = note
        }
    }

    public struct Reply: Message {
        /// The hold.
        public let holdId: HoldID
        /// All points of this type that the end user can now use.
        public let balance: Int64
        /// From then on it can't be posted.
        public let expiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(holdId: HoldID, balance: Int64, expiresAt: Instant) {
            self.holdId = holdId
            self.balance = balance
            self.expiresAt = expiresAt
        }
    }

    /// Minutes that a hold lives which says nothing of it.
    public static let standardLifeMinutes: Int64 = 15
}

extension HoldPoints.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, LoyaltyLimits.amount),
        .number(
            "lifeMinutes",
            \.lifeMinutes,
            1...43_200,
            standard: HoldPoints.standardLifeMinutes
        ),
        .text("note", \.note, LoyaltyLimits.note),
    ]
}
