public import OctopusContract

public enum CreatePointType: Method {
    public typealias Reply = PointType

    public static let declaration = MethodDeclaration(
        "loyalty.v1/CreatePointType",
        .command,
        "Names a new sort of points.",
        access: .anyOf(.partnerUser(.pointNames, .full)),
        routing: .partner,
        reasons: [.nameTaken, .tooMany, .partnerSuspended]
    )

    public struct Request: Message {
        /// Singular, at most 40 characters, unlike every other active one of the partner.
        public let name: String
        public let validity: Validity?
        public let expiryNoticeDays: Int64?
        public let expiryMessage: String?

        public init(
            name: String,
            validity: Validity? = nil,
            expiryNoticeDays: Int64? = nil,
            expiryMessage: String? = nil
        ) {
            self.name = name
            self.validity = validity
            self.expiryNoticeDays = expiryNoticeDays
            self.expiryMessage = expiryMessage
        }
    }
}

extension CreatePointType.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, LoyaltyLimits.name),
        .inside("validity", \.validity),
        .number("expiryNoticeDays", \.expiryNoticeDays, LoyaltyLimits.days),
        .text("expiryMessage", \.expiryMessage, LoyaltyLimits.message),
    ]
}
