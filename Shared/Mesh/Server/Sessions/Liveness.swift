/// Whether a session's client still listens.
///
/// Two questions have one answer, PING: is somebody there who has been silent for long; and has what
/// was sent been read? A PONG comes after everything that was sent before its PING, so it proves both.
struct Liveness {
    private var heardAt: Int64
    private var sentBytes = 0
    private var provenBytes = 0
    private var ping: (nonce: UInt64, sentBytes: Int, at: Int64)?
    private var nextNonce: UInt64 = 1

    init(nowMilliseconds: Int64) { heardAt = nowMilliseconds }

    enum Verdict: Equatable {
        case fine
        /// Send a PING with this nonce.
        case ask(nonce: UInt64)
        /// Nothing was heard for too long, or a PING has waited for too long.
        case dead
    }

    mutating func heard(nowMilliseconds: Int64) { heardAt = max(heardAt, nowMilliseconds) }

    /// Takes a PONG; one that nobody asked for proves nothing.
    mutating func pong(nonce: UInt64) {
        guard let ping, ping.nonce == nonce else { return }
        provenBytes = ping.sentBytes
        self.ping = nil
    }

    /// Whether more may be sent before it is proven that the former was read.
    func mayReceive(limit: Int) -> Bool { sentBytes - provenBytes < limit }

    /// Counts what was sent, and asks for proof when a quarter of the limit is unproven.
    mutating func sent(
        _ byteCount: Int,
        limit: Int,
        nowMilliseconds: @autoclosure () -> Int64
    )
        -> Verdict
    {
        sentBytes += byteCount
        guard ping == nil, sentBytes - provenBytes > limit / 4 else { return .fine }
        return ask(nowMilliseconds())
    }

    /// Called now and then.
    mutating func check(nowMilliseconds: Int64, limits: ServerLimits) -> Verdict {
        if nowMilliseconds - heardAt >= limits.deadAfterMilliseconds { return .dead }
        if let ping {
            return nowMilliseconds - ping.at >= limits.deadAfterMilliseconds ? .dead : .fine
        }
        guard nowMilliseconds - heardAt >= limits.pingAfterMilliseconds else { return .fine }
        return ask(nowMilliseconds)
    }

    private mutating func ask(_ nowMilliseconds: Int64) -> Verdict {
        let nonce = nextNonce
        nextNonce += 1
        ping = (nonce, sentBytes, nowMilliseconds)
        return .ask(nonce: nonce)
    }
}
