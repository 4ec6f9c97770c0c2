public import OctopusContract

/// Takes an award back, once.
public enum ReverseAward: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ReverseAward",
        .command,
        "Takes an award back, once.",
        access: .anyOf(.partnerUser(.points, .full)),
        routing: .partner,
        reasons: [.alreadyReversed, .partlyUsed, .partnerSuspended]
    )

    public struct Request: Message {
        /// The award, and the lot of points that it made.
        public let awardId: AwardID
        /// `remaining` if absent.
        public let policy: ReversalPolicy?
        /// Why, in the partner's own words.
        public let note: String?

        /// Makes a request.
        public init(awardId: AwardID, policy: ReversalPolicy? = nil, note: String? = nil) {
            self.awardId = awardId
            self.policy = policy
            self.note = note
        }
    }

    public struct Reply: Message {
        /// What was taken back, with what of it is owed.
        public let reversed: Int64
        /// All points of this type that the end user can now use; below zero, what they owe.
        public let balance: Int64
        /// What of `reversed` the end user did not have, and later points settle; absent if nothing.
        public let owed: Int64?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(reversed: Int64, balance: Int64, owed: Int64? = nil) {
            self.reversed = reversed
            self.balance = balance
            self.owed = owed
        }
    }
}

/// What becomes of an award that its holder has already used in part.
public enum ReversalPolicy: String, Codable, Sendable, CaseIterable {
    /// Takes what is left of it, be it nothing.
    case remaining
    /// Takes all of it or refuses.
    case whole
    /// Takes what is left of it, and for what was used other points of the same type, as far as they go.
    case withinBalance
    /// The same, and what is missing then is owed: points that come later settle it first.
    case allowNegative
}

extension ReverseAward.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("policy", ReversalPolicy.remaining.rawValue),
        .text("note", \.note, LoyaltyLimits.note),
    ]
}
