public import OctopusContract

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

        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }

    public struct HistoryEntry: Message {
        public let seq: Int64
        public let at: Instant
        public let partnerName: String
        public let pointTypeName: String
        public let kind: LedgerEntryKind
        /// Above zero came in, below zero went out.
        public let change: Int64
        /// Title of the coupon that it was for.
        public let couponTitle: String?

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
