public import OctopusContract

/// A small ledger is added up whenever somebody asks.
///
/// A longer one is added up in slices, at most once a minute for a partner, while it is written: all sums
/// are of the moment of the last slice. A caller is kept for two seconds, then refused `checkRunning`; for
/// a minute callers are told what came out. Reads never wait for it.
public enum CheckLedger: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/CheckLedger",
        .waitingRead,
        "Adds up a point type's ledger, lots and balances, which must agree.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner,
        reasons: [.checkRunning]
    )

    public struct Request: Message {
        /// The point type.
        public let pointTypeId: PointTypeID

        /// Makes a request.
        public init(pointTypeId: PointTypeID) {
            self.pointTypeId = pointTypeId
        }
    }

    public struct Reply: Message {
        /// All points that were ever given.
        public let issued: Int64
        /// What end users have now, held points not counted.
        public let held: Int64
        /// What was spent.
        public let spent: Int64
        /// What expired.
        public let expired: Int64
        /// What was taken back.
        public let reversed: Int64
        /// What is left in all lots.
        public let inLots: Int64
        /// The sum of all stored balances.
        public let inBalances: Int64
        /// What is held.
        public let onHold: Int64?
        /// What end users owe: with `issued` it is the sum of all else that became of points.
        public let owed: Int64?
        /// Everything issued is somewhere, and ledger, lots and balances say the same.
        public let isBalanced: Bool
        /// The moment whose ledger, lots and balances were added up.
        public let checkedAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            issued: Int64,
            held: Int64,
            spent: Int64,
            expired: Int64,
            reversed: Int64,
            inLots: Int64,
            inBalances: Int64,
            onHold: Int64? = nil,
            owed: Int64? = nil,
            isBalanced: Bool,
            checkedAt: Instant
        ) {
            self.issued = issued
            self.held = held
            self.spent = spent
            self.expired = expired
            self.reversed = reversed
            self.inLots = inLots
            self.inBalances = inBalances
            self.onHold = onHold
            self.owed = owed
            self.isBalanced = isBalanced
            self.checkedAt = checkedAt
        }
    }
}
