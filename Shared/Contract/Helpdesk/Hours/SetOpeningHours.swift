public import OctopusContract

/// Shows when a partner or a channel answers.
public enum GetOpeningHours: Method {
    public typealias Reply = OpeningHours

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetOpeningHours",
        .read,
        "Shows when the partner, or a channel of its own, answers.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// The channel; absent: of all channels that have none of their own.
        public let channelId: ChannelID?

        /// Makes a request.
        public init(channelId: ChannelID? = nil) {
            self.channelId = channelId
        }
    }
}

/// Says when a partner or a channel answers.
public enum SetOpeningHours: Method {
    public typealias Reply = OpeningHours

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/SetOpeningHours",
        .command,
        "Says when the partner, or a channel of its own, answers, and what it says at other times.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// The channel; absent: of all channels that have none of their own.
        public let channelId: ChannelID?
        /// The version that was read.
        public let version: Int64
        /// What shall hold; absent: a channel has those of its partner, a partner answers at any time.
        public let terms: OpeningTerms?

        /// Makes a request.
        public init(channelId: ChannelID? = nil, version: Int64, terms: OpeningTerms?) {
            self.channelId = channelId
            self.version = version
            self.terms = terms
        }
    }
}

extension SetOpeningHours.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
