public import OctopusContract

/// Lists what an end user could get at the partners whose published channels they follow, newest first.
public enum ListOffers: Method {
    public typealias Reply = Page<ListGettable.Offer>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListOffers",
        .read,
        "Lists what partners offer whose channels an end user follows, newest first.",
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
}
