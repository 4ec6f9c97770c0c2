public import OctopusContract

/// Lists what an end user has of all partners' points, oldest point type first.
public enum ListOwnBalances: Method {
    public typealias Reply = Page<Balance>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListOwnBalances",
        .read,
        "Lists what an end user has of all partners' points, oldest point type first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Also ``GetWallet/Reply/nextBalances``.
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}
