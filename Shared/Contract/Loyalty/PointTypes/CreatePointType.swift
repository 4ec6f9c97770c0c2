public import OctopusContract

/// Names a new sort of points.
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
        /// How long points can be used after they were earned; absent: for ever.
        public let validity: Validity?
        /// So many days before points expire, their holder is told.
        public let expiryNoticeDays: Int64?
        /// What they are told, with `{{amount}}`, `{{points}}`, `{{days}}` and `{{date}}` filled in.
        ///
        /// `points` is their name; `days` on how many days they can still be used, today among them; `date` the last.
        public let expiryMessage: String?

        /// Makes a request.
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
