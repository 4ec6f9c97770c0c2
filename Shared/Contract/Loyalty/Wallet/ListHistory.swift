public import OctopusContract

/// Lists an end user's own movements of points, newest first.
public enum ListHistory: Method {
    public typealias Reply = Page<HistoryEntry>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListHistory",
        .read,
        "Lists an end user's own movements of points, newest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    /// A line of an end user's history.
    public struct HistoryEntry: Message {
        /// Its number; the next page is asked after it.
        public let seq: Int64
        /// When it happened.
        public let at: Instant
        /// What people call the partner.
        public let partnerName: String
        /// The point type's name, singular.
        public let pointTypeName: String
        /// What moved the points.
        public let kind: LedgerEntryKind
        /// What it did to the balance: held points went out when they were held, and 0 when they were spent.
        public let change: Int64
        /// Title of the coupon that it was for.
        public let couponTitle: String?

        /// Makes one from its fields.
        public init(
            seq: Int64,
            at: Instant,
            partnerName: String,
            pointTypeName: String,
            kind: LedgerEntryKind,
            change: Int64,
            couponTitle: String? = nil
        ) {
            self.seq = seq
            self.at = at
            self.partnerName = partnerName
            self.pointTypeName = pointTypeName
            self.kind = kind
            self.change = change
            self.couponTitle = couponTitle
        }
    }
}
