public import OctopusContract

/// Lets followers write to a channel, once the warning was confirmed.
///
/// Without `isConfirmed` nothing changes, and the reply has the warning.
public enum EnableChat: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EnableChat",
        .command,
        "Lets followers write to a channel; without a confirmation it answers a warning.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID
        /// The version that was read; 0 for a channel that was never set.
        public let version: Int64
        /// Whether the caller has read the warning.
        public let isConfirmed: Bool?

        /// Makes a request.
        public init(channelId: ChannelID, version: Int64, isConfirmed: Bool? = nil) {
            self.channelId = channelId
            self.version = version
            self.isConfirmed = isConfirmed
        }
    }

    public struct Reply: Message {
        /// What holds now.
        public let settings: ChatSettings
        /// What to prepare first; absent once it was confirmed.
        public let warning: String?

        /// Makes a reply.
        public init(settings: ChatSettings, warning: String? = nil) {
            self.settings = settings
            self.warning = warning
        }
    }
}

/// Ends the chat of a channel: followers can read, and not write.
public enum DisableChat: Method {
    public typealias Reply = ChatSettings

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DisableChat",
        .command,
        "Ends the chat of a channel: what was written can be read, and nobody can write.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(channelId: ChannelID, version: Int64) {
            self.channelId = channelId
            self.version = version
        }
    }
}
