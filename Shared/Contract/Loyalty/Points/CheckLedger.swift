public import OctopusContract

public enum CheckLedger: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/CheckLedger",
        .read,
        "Adds up a point type's ledger, lots and balances, which must agree.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: Message {
        public let pointTypeId: PointTypeID

        public init(pointTypeId: PointTypeID) {
            self.pointTypeId = pointTypeId
        }
    }

    public struct Reply: Message {
        public let issued: Int64
        public let held: Int64
        public let spent: Int64
        public let expired: Int64
        public let reversed: Int64
        /// What is left in all lots.
        public let inLots: Int64
        /// The sum of all stored balances.
        public let inBalances: Int64
        /// Everything issued is somewhere, and ledger, lots and balances say the same.
        public let isBalanced: Bool

        public init(
            issued: Int64,
            held: Int64,
            spent: Int64,
            expired: Int64,
            reversed: Int64,
            inLots: Int64,
            inBalances: Int64,
            isBalanced: Bool
        ) {
            self.issued = issued
            self.held = held
            self.spent = spent
            self.expired = expired
            self.reversed = reversed
            self.inLots = inLots
            self.inBalances = inBalances
            self.isBalanced = isBalanced
        }
    }
}
