public import OctopusContract

/// Whether end users can write to a channel.
public struct ChatSettings: Message {
    /// The channel.
    public let channelId: ChannelID
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// Whether the partner has enabled the chat; it is off for a new channel.
    public let isEnabled: Bool
    /// Whether followers can write now: it is enabled, the channel is published, and the package has chat.
    public let isOpen: Bool

    /// Makes settings from their fields.
    public init(channelId: ChannelID, version: Int64, isEnabled: Bool, isOpen: Bool) {
        self.channelId = channelId
        self.version = version
        self.isEnabled = isEnabled
        self.isOpen = isOpen
    }
}

/// Shows whether a channel's chat is on.
public enum GetChatSettings: Method {
    public typealias Reply = ChatSettings

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetChatSettings",
        .read,
        "Shows whether end users can write to a channel.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// The channel.
        public let channelId: ChannelID

        /// Makes a request.
        public init(channelId: ChannelID) {
            self.channelId = channelId
        }
    }
}
