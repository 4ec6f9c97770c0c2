public import OctopusContract

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
        public let pointTypeId: PointTypeID
        public let version: Int64

        public init(pointTypeId: PointTypeID, version: Int64) {
            self.pointTypeId = pointTypeId
            self.version = version
        }
    }
}
