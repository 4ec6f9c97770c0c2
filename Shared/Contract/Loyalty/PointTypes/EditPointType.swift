public import OctopusContract

/// Replaces everything that can be edited: what is absent is removed.
public enum EditPointType: Method {
    public typealias Reply = PointType

    public static let declaration = MethodDeclaration(
        "loyalty.v1/EditPointType",
        .command,
        "Changes a point type; points that were already given keep their expiry.",
        access: .anyOf(.partnerUser(.pointNames, .update)),
        routing: .partner,
        reasons: [.nameTaken, .pointTypeRetired, .partnerSuspended]
    )

    public struct Request: Message {
        /// The point type.
        public let pointTypeId: PointTypeID
        /// The version that was read.
        public let version: Int64
        /// What people call it.
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
            pointTypeId: PointTypeID,
            version: Int64,
            name: String,
            validity: Validity? = nil,
            expiryNoticeDays: Int64? = nil,
            expiryMessage: String? = nil,
            rate: PointRate? = nil,
            channelIds: [ChannelID]? = nil
        ) {
            self.pointTypeId = pointTypeId
            self.version = version
            self.name = name
            self.validity = validity
            self.expiryNoticeDays = expiryNoticeDays
            self.expiryMessage = expiryMessage
            self.rate = rate
            self.channelIds = channelIds
        }
    }
}

extension EditPointType.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, LoyaltyLimits.name),
        .inside("validity", \.validity),
        .number("expiryNoticeDays", \.expiryNoticeDays, LoyaltyLimits.days),
        .text("expiryMessage", \.expiryMessage, LoyaltyLimits.message),
        .inside("rate", \.rate),
    ]
}
