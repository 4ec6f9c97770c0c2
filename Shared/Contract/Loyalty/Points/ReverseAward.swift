public import OctopusContract

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
        public let awardId: AwardID
        /// `remaining` if absent.
        public let policy: ReversalPolicy?
        public let note: String?

        public init(awardId: AwardID, policy: ReversalPolicy? = nil, note: String? = nil) {
            self.awardId = awardId
            self.policy = policy
            self.note = note
        }
    }

    public struct Reply: Message {
        /// What was taken back: never more than was left of the award.
        public let reversed: Int64
        public let balance: Int64

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
