public import OctopusContract

/// Replaces everything that can be edited: what is absent is removed.
public enum EditChannel: Method {
    public typealias Reply = Channel

    public static let declaration = MethodDeclaration(
        "partners.v1/EditChannel",
        .command,
        "Changes what a channel shows.",
        access: .anyOf(.partnerUser(.channels, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let channelId: ChannelID
        /// The version that was read.
        public let version: Int64
        /// What the partner decides about it.
        public let terms: ChannelTerms

        /// Makes a request.
        public init(channelId: ChannelID, version: Int64, terms: ChannelTerms) {
            self.channelId = channelId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditChannel.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
