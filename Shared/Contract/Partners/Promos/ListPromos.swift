public import OctopusContract

/// Lists a partner's promos, newest first.
public enum ListPromos: Method {
    public typealias Reply = Page<Promo>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListPromos",
        .read,
        "Lists the partner's promos, newest first.",
        access: .anyOf(.partnerUser(.promos, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: PromoStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(status: PromoStatus? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}
