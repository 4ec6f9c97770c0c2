public import OctopusContract

/// Lists the partner's point types, newest first.
public enum ListPointTypes: Method {
    public typealias Reply = Page<PointType>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListPointTypes",
        .read,
        "Lists the partner's point types, newest first.",
        access: .anyOf(.partnerUser(.pointNames, .view), .partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        /// Only those made then or later.
        public let createdFromAt: Instant?
        /// Exclusive.
        public let createdToAt: Instant?
        /// Whether retired ones are shown, too.
        public let includeRetired: Bool?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            search: String? = nil,
            createdFromAt: Instant? = nil,
            createdToAt: Instant? = nil,
            includeRetired: Bool? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.search = search
            self.createdFromAt = createdFromAt
            self.createdToAt = createdToAt
            self.includeRetired = includeRetired
            self.after = after
            self.limit = limit
        }
    }
}

extension ListPointTypes.Request {
    public static let limits: [FieldLimit<Self>] = [
        .search(\.search), .standard("includeRetired", "false"), .pageRows,
    ]
}
