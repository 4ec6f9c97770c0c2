public import OctopusContract

/// Ends the giving of a point type; what is held can still be spent.
public enum RetirePointType: Method {
    public typealias Reply = PointType

    public static let declaration = MethodDeclaration(
        "loyalty.v1/RetirePointType",
        .command,
        "Ends the giving of a point type; what is held can still be spent.",
        access: .anyOf(.partnerUser(.pointNames, .full)),
        routing: .partner,
        reasons: [.pointTypeRetired, .partnerSuspended]
    )

    public struct Request: Message {
        /// The point type.
        public let pointTypeId: PointTypeID
        /// Rises with each change.
        public let version: Int64

        /// Makes a request.
        public init(pointTypeId: PointTypeID, version: Int64) {
            self.pointTypeId = pointTypeId
            self.version = version
        }
    }
}
