/// A limit on everything that a peer can make a server hold.
package struct ServerLimits: Sendable, Hashable {
    package var frame = FrameLimits.standard
    /// Unanswered calls of a session, waiting reads aside.
    package var inFlight = 128
    /// Unanswered waiting reads of a session.
    package var waitingReadsInSession = 64
    // What all sessions share by tenant, then program, then person: one alone has half of it at most.
    /// Unanswered waiting reads.
    package var waitingReads = 2048
    /// Those of one person, in all their sessions: what one event tells all of them is asked so often.
    package var waitingReadsOfPerson = 64
    /// Calls whose handlers run, and calls that wait for their turn.
    package var running = 512
    package var queued = 4096
    /// Bytes of unanswered requests; those below `countedBytes` are bounded by their number.
    package var requestBytes = 64 * 1024 * 1024
    package var countedBytes = 4096
    /// The same for the services' own calls, and for what tells how a service is.
    package var meshWaitingReads = 512
    package var meshRunning = 64
    package var meshQueued = 512
    package var meshRequestBytes = 8 * 1024 * 1024
    package var sessions = 16_384
    /// Sessions of one principal.
    package var sessionsOfPrincipal = 8192
    /// Numbered tokens of a session.
    package var tokens = 1024
    package var tokenBytes = 2 * 1024 * 1024
    /// What a session may have been sent without proof (an answered PING) that it was read.
    package var unprovenBytes = 16 * 1024 * 1024
    /// What waits here for a session that does not read, before the session ends.
    package var heldBytes = 16 * 1024 * 1024
    package var heldFrames = 1024
    /// Silence after which a session is asked for a sign of life, and after which it is over.
    package var pingAfterMilliseconds: Int64 = 5000
    package var deadAfterMilliseconds: Int64 = 15_000
    /// For calls that say no expiry, and the longest that is honoured.
    package var defaultTimeoutMilliseconds: Int64 = 30_000
    package var longestTimeoutMilliseconds: Int64 = 600_000
    /// What a refusal for load tells the caller to wait.
    package var retryAfterMilliseconds: Int64 = 50

    package init() {}
}
