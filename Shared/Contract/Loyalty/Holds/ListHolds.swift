public import OctopusContract

/// Lists the partner's holds, newest first.
public enum ListHolds: Method {
    public typealias Reply = Page<Hold>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListHolds",
        .read,
        "Lists the partner's holds, newest first.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this end user.
        public let endUserId: EndUserID?
        /// Only those of this status.
        public let status: HoldStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            endUserId: EndUserID? = nil,
            status: HoldStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.endUserId = endUserId
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}
