public import OctopusContract

/// Undoes what a posted hold spent, once: the points go back to the lots from which they came.
public enum RefundHold: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/RefundHold",
        .command,
        "Undoes what a posted hold spent, once: back into the same lots, with their expiry.",
        access: .anyOf(.partnerUser(.points, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// The hold.
        public let holdId: HoldID
        /// Why, in the partner's own words.
        public let note: String?

        /// Makes a request.
        public init(holdId: HoldID, note: String? = nil) {
            self.holdId = holdId
            self.note = note
        }
    }

    public struct Reply: Message {
        /// What the end user can use again: not what has passed its time, settles what they owe, or is of
        /// an award that was taken back.
        public let refunded: Int64
        /// What had passed its time meanwhile, and expires; absent if nothing had.
        public let expired: Int64?
        /// All points of this type that the end user can now use; below zero, what they owe.
        public let balance: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(refunded: Int64, expired: Int64? = nil, balance: Int64) {
            self.refunded = refunded
            self.expired = expired
            self.balance = balance
        }
    }
}

extension RefundHold.Request {
    public static let limits: [FieldLimit<Self>] = [.text("note", \.note, LoyaltyLimits.note)]
}
