public import OctopusContract

/// Mails what the calling operator may read of a conversation to the operator, as a text.
///
/// It goes to the address with which they log in, and to no other. A long conversation's mail has the newest
/// messages; `ReadTranscript` has all of them.
public enum MailTranscript: Method {
    public typealias Request = ConversationChoice

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/MailTranscript",
        .command,
        "Mails the calling operator what they may read of a conversation, at their own address.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .endUserBlocked, .partnerSuspended, .throttled]
    )

    public struct Reply: Message {
        /// The mail, as lists of what waits show it.
        public let mailId: MailID
        /// How many messages it has, the newest ones.
        public let messages: Int64
        /// Whether there are older ones that the caller may read, and that it has no room for.
        public let isShortened: Bool

        /// Makes a reply.
        public init(mailId: MailID, messages: Int64, isShortened: Bool) {
            self.mailId = mailId
            self.messages = messages
            self.isShortened = isShortened
        }
    }
}
