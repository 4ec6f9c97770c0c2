public import OctopusContract

/// Tells the partner what an end user has of its points, oldest point type first.
public enum ListBalances: Method {
    public typealias Reply = Page<Balance>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListBalances",
        .read,
        "Tells the partner what an end user has of its points, oldest point type first.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// The end user.
        public let endUserId: EndUserID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(endUserId: EndUserID, after: PageCursor? = nil, limit: Int64? = nil) {
            self.endUserId = endUserId
            self.after = after
            self.limit = limit
        }
    }
}
