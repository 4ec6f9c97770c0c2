public import OctopusContract

/// Lists a partner's broadcasts, newest first.
public enum ListBroadcasts: Method {
    public typealias Reply = Page<Broadcast>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListBroadcasts",
        .read,
        "Lists the partner's messages to many, newest first.",
        access: .anyOf(.partnerUser(.messages, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: BroadcastStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(status: BroadcastStatus? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

/// Shows a broadcast and how far it has come, and waits until there is more to show.
public enum GetBroadcast: Method {
    public typealias Reply = Broadcast

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetBroadcast",
        .waitingRead,
        "Shows a message to many and how far it has come, and waits for more if it is asked to.",
        access: .anyOf(.partnerUser(.messages, .view)),
        routing: .partner,
        reasons: [.logChanged]
    )

    public struct Request: Message {
        /// Which one.
        public let broadcastId: BroadcastID
        /// The version that was read: a higher one is waited for.
        public let after: Int64?
        /// How long to wait for it; absent: not at all.
        public let waitMs: Int64?

        /// Makes a request.
        public init(broadcastId: BroadcastID, after: Int64? = nil, waitMs: Int64? = nil) {
            self.broadcastId = broadcastId
            self.after = after
            self.waitMs = waitMs
        }
    }
}

extension GetBroadcast.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("waitMs", \.waitMs, HelpdeskLimits.waitMs)
    ]
}
