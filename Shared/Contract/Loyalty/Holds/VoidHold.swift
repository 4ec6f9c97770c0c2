public import OctopusContract

/// Gives what was held back to the lots from which it came, once.
public enum VoidHold: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/VoidHold",
        .command,
        "Gives what was held back to the lots from which it came, once.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [.holdExpired, .holdEnded, .partnerSuspended]
    )

    public struct Request: Message {
        /// The hold.
        public let holdId: HoldID

        /// Makes a request.
        public init(holdId: HoldID) {
            self.holdId = holdId
        }
    }

    public struct Reply: Message {
        /// What the end user can use again: not what has passed its time, settles what they owe, or is of
        /// an award that was taken back.
        public let released: Int64
        /// What had passed its time meanwhile, and expires; absent if nothing had.
        public let expired: Int64?
        /// All points of this type that the end user can now use; below zero, what they owe.
        public let balance: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(released: Int64, expired: Int64? = nil, balance: Int64) {
            self.released = released
            self.expired = expired
            self.balance = balance
        }
    }
}
