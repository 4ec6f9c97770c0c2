public import OctopusContract

public struct PointTypeChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/PointTypeChanged",
        .state,
        "A point type as it now is."
    )

    public let id: PointTypeID
    public let version: Int64
    public let name: String
    public let validity: Validity?
    public let expiryNoticeDays: Int64?
    public let expiryMessage: String?
    public let status: PointTypeStatus

    public init(
        id: PointTypeID,
        version: Int64,
        name: String,
        validity: Validity? = nil,
        expiryNoticeDays: Int64? = nil,
        expiryMessage: String? = nil,
        status: PointTypeStatus
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.validity = validity
        self.expiryNoticeDays = expiryNoticeDays
        self.expiryMessage = expiryMessage
        self.status = status
    }
}
