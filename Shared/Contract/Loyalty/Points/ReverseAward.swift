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
        /// What was taken back: never more than was left of the award.
        public let reversed: Int64
        /// All points of this type that the end user can now use.
        public let balance: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(reversed: Int64, balance: Int64) {
            self.reversed = reversed
            self.balance = balance
        }
    }
}

/// What becomes of an award that its holder has already used in part.
public enum ReversalPolicy: String, Codable, Sendable, CaseIterable {
    /// Takes what is left of it, be it nothing.
    case remaining
    /// Takes all of it or refuses.
    case whole
}

extension ReverseAward.Request {
    public static let limits: [FieldLimit<Self>] = [
        .standard("policy", ReversalPolicy.remaining.rawValue),
        .text("note", \.note, LoyaltyLimits.note),
    ]
}
