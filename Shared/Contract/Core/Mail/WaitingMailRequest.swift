/// What a service's list of mails that it has not sent is asked for.
public struct WaitingMailRequest: PageRequest {
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

/// How many of a service's mails are tried now.
public struct RetriedMail: Message {
    /// How many mails wait.
    public let waiting: Int64

    /// Makes a reply, as a service or a `FakeMesh` does.
    public init(waiting: Int64) {
        self.waiting = waiting
    }
}
