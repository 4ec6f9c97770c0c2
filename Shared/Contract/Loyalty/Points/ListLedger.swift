public import OctopusContract

public enum ListLedger: Method {
    public typealias Reply = Page<LedgerEntry>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListLedger",
        .read,
        "Lists the movements of a partner's points, newest first.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        public let endUserId: EndUserID?
        public let pointTypeId: PointTypeID?
        public let after: PageCursor?
        public let limit: Int64?

        public init(
            endUserId: EndUserID? = nil,
            pointTypeId: PointTypeID? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.endUserId = endUserId
            self.pointTypeId = pointTypeId
            self.after = after
            self.limit = limit
        }
    }
}
