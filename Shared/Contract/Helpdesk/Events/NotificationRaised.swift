public import OctopusContract

/// An end user is told something in the app, and by a push service if there is one.
///
/// Of messages to many `MessagePosted` tells.
public struct NotificationRaised: Event {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/NotificationRaised",
        .fact,
        "An end user is told something in the app; a push service tells them, too.",
        isForPrograms: true
    )

    /// The end user, whom the event is about.
    public let endUserId: EndUserID
    /// What happened.
    public let kind: NotificationKind
    /// The channel, if it is of one.
    public let channelId: ChannelID?
    /// The end user who is to be told, unless they muted the channel.
    public let tells: EndUserID?

    /// Makes one from its fields.
    public init(
        endUserId: EndUserID,
        kind: NotificationKind,
        channelId: ChannelID?,
        tells: EndUserID?
    ) {
        self.endUserId = endUserId
        self.kind = kind
        self.channelId = channelId
        self.tells = tells
    }
}
