@testable import OctopusMesh

extension ServerLimits {
    /// So tight that a few calls meet each of them.
    static let tight = {
        var limits = ServerLimits()
        limits.inFlight = 3
        (limits.waitingReadsInSession, limits.waitingReads) = (2, 3)
        (limits.running, limits.queued) = (2, 4)
        (limits.sessions, limits.sessionsOfPrincipal) = (4, 3)
        (limits.tokens, limits.tokenBytes) = (3, 24)
        limits.unprovenBytes = 400
        (limits.requestBytes, limits.countedBytes) = (300, 20)
        return limits
    }()
}
