public import OctopusContract

public enum ListLedger: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListLedger",
        .read,
        "Lists the movements of a partner's points, newest first.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: Message {
        public let endUserId: EndUserID?
        public let pointTypeId: PointTypeID?
        /// The `next` of the page before.
        public let after: Int64?
        /// At most 100, 50 if absent.
        public let limit: Int64?

        public init(
            endUserId: EndUserID? = nil,
            pointTypeId: PointTypeID? = nil,
            after: Int64? = nil,
            limit: Int64? = nil
        ) {
            self.endUserId = endUserId
            self.pointTypeId = pointTypeId
            self.after = after
            self.limit = limit
        }
    }

    public struct Reply: Message {
        public let entries: [LedgerEntry]
        /// Absent on the last page.
        public let next: Int64?

        public init(entries: [LedgerEntry], next: Int64? = nil) {
            self.entries = entries
            self.next = next
        }
    }
}
