public import OctopusContract

/// An operator blocks the end user of a conversation: the partner takes no messages from them.
///
/// What was written stays, and can be read by both sides.
public enum BlockFollower: Method {
    public typealias Request = ConversationChoice

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/BlockFollower",
        .command,
        "Blocks the end user of a conversation: the partner takes no messages from them any more.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .partnerSuspended]
    )

    public struct Reply: Message {
        /// Who is blocked.
        public let endUserId: EndUserID
        /// Since when.
        public let blockedAt: Instant

        /// Makes a reply.
        public init(endUserId: EndUserID, blockedAt: Instant) {
            self.endUserId = endUserId
            self.blockedAt = blockedAt
        }
    }
}

/// Lets an end user write again: the operator who blocked them may, and an administrator.
public enum UnblockFollower: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/UnblockFollower",
        .command,
        "Lets an end user write again whom the caller has blocked, or anybody if an administrator asks.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.notAnOperator, .partnerSuspended]
    )

    public struct Request: Message {
        /// Who may write again.
        public let endUserId: EndUserID

        /// Makes a request.
        public init(endUserId: EndUserID) {
            self.endUserId = endUserId
        }
    }
}

/// Lists the end users who are blocked, the last one first.
public enum ListBlockedFollowers: Method {
    public typealias Reply = Page<BlockedFollower>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListBlockedFollowers",
        .read,
        "Lists the end users whom the partner has blocked; a normal operator sees whom they blocked.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

/// An end user from whom the partner takes no messages.
public struct BlockedFollower: Message {
    /// Who it is.
    public let endUserId: EndUserID
    /// What people call them.
    public let name: String?
    /// Since when.
    public let blockedAt: Instant
    /// The operator who did it.
    public let blockedBy: UserID

    /// Makes one from its fields.
    public init(endUserId: EndUserID, name: String?, blockedAt: Instant, blockedBy: UserID) {
        self.endUserId = endUserId
        self.name = name
        self.blockedAt = blockedAt
        self.blockedBy = blockedBy
    }
}
