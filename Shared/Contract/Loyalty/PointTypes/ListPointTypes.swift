public import OctopusContract

public enum ListPointTypes: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListPointTypes",
        .read,
        "Lists the partner's point types, newest first.",
        access: .anyOf(.partnerUser(.pointNames, .view), .partnerUser(.points, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// Only those whose name contains this, whatever the case.
        public let search: String?
        public let createdFromAt: Instant?
        /// Exclusive.
        public let createdToAt: Instant?
        public let includeRetired: Bool?
        /// The `next` of the page before.
        public let after: PointTypeID?
        /// At most 100, 50 if absent.
        public let limit: Int64?

        public init(
            search: String? = nil,
            createdFromAt: Instant? = nil,
            createdToAt: Instant? = nil,
            includeRetired: Bool? = nil,
            after: PointTypeID? = nil,
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

    public struct Reply: Message {
        public let pointTypes: [PointType]
        /// Absent on the last page.
        public let next: PointTypeID?

        public init(pointTypes: [PointType], next: PointTypeID? = nil) {
            self.pointTypes = pointTypes
            self.next = next
        }
    }
}
