public import OctopusContract

/// An operator begins a conversation with a visitor who is on a website now.
///
/// Who has it already has it once more; everybody else is told who has it.
public enum InviteVisitor: Method {
    public typealias Reply = ConversationStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/InviteVisitor",
        .command,
        "An operator begins a conversation with a visitor who is on a website now.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [
            .notAnOperator, .visitorGone, .chatDisabled, .conversationTaken, .operatorFull,
            .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// Who.
        public let visitorId: VisitorID
        /// With which channel.
        public let channelId: ChannelID

        /// Makes a request.
        public init(visitorId: VisitorID, channelId: ChannelID) {
            self.visitorId = visitorId
            self.channelId = channelId
        }
    }
}
