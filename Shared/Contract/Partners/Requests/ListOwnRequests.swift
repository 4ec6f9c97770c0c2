public import OctopusContract

/// Lists what a partner has asked for, newest first.
public enum ListOwnRequests: Method {
    public typealias Reply = Page<PartnerRequest>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListOwnRequests",
        .read,
        "Lists every request of the partner with its dates, newest first.",
        access: .anyOf(.partnerUser(.myAccount, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: RequestStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: RequestStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListOwnRequests.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}
