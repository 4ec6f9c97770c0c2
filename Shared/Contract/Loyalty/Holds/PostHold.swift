public import OctopusContract

/// Spends what was held, once: all of it, or a part, and the rest goes back.
public enum PostHold: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/PostHold",
        .command,
        "Spends what was held, once: all of it, or a part, and the rest goes back.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [.holdExpired, .holdEnded, .partnerSuspended]
    )

    public struct Request: Message {
        /// The hold.
        public let holdId: HoldID
        /// At most what was held; all of it if absent.
        public let amount: Int64?

        /// Makes a request.
        public init(holdId: HoldID, amount: Int64? = nil) {
            self.holdId = holdId
            self.amount = amount
        }
    }

    public struct Reply: Message {
        /// What was spent.
        public let posted: Int64
        /// What the end user can use again of the rest.
        public let released: Int64
        /// What of the rest had passed its time meanwhile; absent if nothing had.
        public let expired: Int64?
        /// All points of this type that the end user can now use; below zero, what they owe.
        public let balance: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(posted: Int64, released: Int64, expired: Int64? = nil, balance: Int64) {
            self.posted = posted
            self.released = released
            self.expired = expired
            self.balance = balance
        }
    }
}

extension PostHold.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, LoyaltyLimits.amount)
    ]
}
