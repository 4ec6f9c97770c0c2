public import OctopusContract

/// A small ledger is added up whenever somebody asks.
///
/// A longer one is added up in slices, at most once a minute for a partner, while it is written: all sums
/// are of the moment of the last slice. A caller is kept for two seconds, then refused `checkRunning`; for
/// a minute callers are told what came out. Reads never wait for it.
public enum CheckImpressionLedger: Method {
    public typealias Request = Empty

    public static let declaration = MethodDeclaration(
        "advertising.v1/CheckImpressionLedger",
        .waitingRead,
        "Adds up a partner's ledger, its balance and its reservations, which must agree.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner,
        reasons: [.checkRunning]
    )

    public struct Reply: Message {
        /// What the ledger adds up to.
        public let ledger: ImpressionBalance
        /// What is stored of the same moment.
        public let balance: ImpressionBalance
        /// What is left in all reservations.
        public let inReservations: Int64
        /// Ledger, balance and reservations say the same.
        public let isBalanced: Bool
        /// The moment whose ledger, balance and reservations were added up.
        public let checkedAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            ledger: ImpressionBalance,
            balance: ImpressionBalance,
            inReservations: Int64,
            isBalanced: Bool,
            checkedAt: Instant
        ) {
            self.ledger = ledger
            self.balance = balance
            self.inReservations = inReservations
            self.isBalanced = isBalanced
            self.checkedAt = checkedAt
        }
    }
}
