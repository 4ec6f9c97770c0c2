public import OctopusContract

/// Makes a user a chat operator, of the one kind or the other, or none any more.
///
/// An operator has an account for SIP software from then on; its secret is told by `RenewSIPSecret`.
public enum SetChatOperator: Method {
    public typealias Reply = User

    public static let declaration = MethodDeclaration(
        "identity.v1/SetChatOperator",
        .command,
        "Makes a user a chat operator, administrator or normal, or none any more.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.isOwner, .aboveYourself, .packageLimit]
    )

    public struct Request: Message {
        /// The user.
        public let userId: UserID
        /// The version that was read.
        public let version: Int64
        /// What they are in the chat; absent: nothing.
        public let chatOperator: ChatOperator?

        /// Makes a request.
        public init(userId: UserID, version: Int64, chatOperator: ChatOperator? = nil) {
            self.userId = userId
            self.version = version
            self.chatOperator = chatOperator
        }
    }
}
