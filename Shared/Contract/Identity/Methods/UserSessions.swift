public import OctopusContract

/// Lists where a user of the caller's account is logged in.
public enum ListUserSessions: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListUserSessions",
        .read,
        "The open sessions of a user of the caller's account, the latest begun first.",
        access: .anyOf(.tenantUser(.users, .view), .partnerUser(.users, .view)),
        routing: .tenant
    )

    public typealias Reply = Page<ListSessions.OpenSession>

    public struct Request: PageRequest {
        /// The user.
        public let userId: UserID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(userId: UserID, after: PageCursor? = nil, limit: Int64? = nil) {
            self.userId = userId
            self.after = after
            self.limit = limit
        }
    }
}

/// Ends one session, or all, of a user of the caller's account.
///
/// The Account owner's are ended by themselves alone.
public enum EndUserSessions: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EndUserSessions",
        .command,
        "Ends one session, or all, of a user of the caller's account.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.aboveYourself, .proofRequired]
    )

    public struct Request: Message {
        /// The user; oneself within ten minutes of the log-in alone.
        public let userId: UserID
        /// The one to end; absent: all of them.
        public let sessionId: SessionID?

        /// Makes a request.
        public init(userId: UserID, sessionId: SessionID? = nil) {
            self.userId = userId
            self.sessionId = sessionId
        }
    }

    public struct Reply: Message {
        /// How many sessions ended.
        public let ended: Int

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(ended: Int) {
            self.ended = ended
        }
    }
}
