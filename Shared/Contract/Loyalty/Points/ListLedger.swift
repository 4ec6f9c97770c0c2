public import OctopusContract

/// Lists the movements of a partner's points, newest first.
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
        /// Only entries of this end user.
        public let endUserId: EndUserID?
        /// Only entries of this point type.
        public let pointTypeId: PointTypeID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
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
