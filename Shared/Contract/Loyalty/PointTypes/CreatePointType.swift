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
        /// How many points a purchase gives; absent: awards name their points.
        public let rate: PointRate?
        /// The partner's channels that it is for, at most 20; absent: for all.
        public let channelIds: [ChannelID]?

        /// Makes a request.
        public init(
            name: String,
            validity: Validity? = nil,
            expiryNoticeDays: Int64? = nil,
            expiryMessage: String? = nil,
            rate: PointRate? = nil,
            channelIds: [ChannelID]? = nil
        ) {
            self.name = name
            self.validity = validity
            (self.expiryNoticeDays, self.expiryMessage) = (expiryNoticeDays, expiryMessage)
            (self.rate, self.channelIds) = (rate, channelIds)
        }
    }
}

extension CreatePointType.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, LoyaltyLimits.name),
        .inside("validity", \.validity),
        .number("expiryNoticeDays", \.expiryNoticeDays, LoyaltyLimits.days),
        .text("expiryMessage", \.expiryMessage, LoyaltyLimits.message),
        .inside("rate", \.rate),
    ]
}
