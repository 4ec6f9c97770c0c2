public import OctopusContract

/// Lists the mails that were not sent.
public enum ListWaitingMail: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ListWaitingMail",
        .read,
        "The mails that identity has not sent and why, the newest first; sent ones are not kept.",
        access: .anyOf(.installation),
        routing: .none
    )

    public typealias Reply = Page<WaitingMail>

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?
        /// Whether those that were given up are wanted, and only they; they are kept for 30 days.
        public let isGivenUp: Bool?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil, isGivenUp: Bool? = nil) {
            self.after = after
            self.limit = limit
            self.isGivenUp = isGivenUp
        }
    }
}

/// Has the mails that wait tried now.
public enum RetryMail: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RetryMail",
        .command,
        "Tries all mails that wait at once, after what hindered them was mended.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// How many mails wait.
        public let waiting: Int64

        /// Makes a reply.
        public init(waiting: Int64) {
            self.waiting = waiting
        }
    }
}
