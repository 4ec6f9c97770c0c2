/// Notices a service that is connected but answers nothing: its process hangs or was stopped.
///
/// TCP and ZeroMQ's I/O thread go on answering for such a process, so the client asks its program
/// when it is silent: soon while calls run, late while none do. However busy the line is, it asks now
/// and then, because the answer also tells the session clock, and clocks drift apart.
struct PingWatch: Sendable {
    struct Times: Sendable {
        var busyIntervalMilliseconds: Int64 = 1000
        var idleIntervalMilliseconds: Int64 = 10_000
        /// Without any frame for so long after a PING, the service is given up.
        var patienceMilliseconds: Int64 = 3000
        /// How long calls that were taken back may hold all places of a session that answers PING.
        var unansweredMilliseconds: Int64 = 10_000
    }

    enum Step: Sendable, Hashable {
        case none
        case ping(nonce: UInt64)
        case dead(silentMilliseconds: Int64)
    }

    let times: Times
    private var heardAt: Int64
    private var answeredAt: Int64
    private var asked: (nonce: UInt64, at: Int64)?
    private var nextNonce: UInt64 = 1

    init(times: Times, now: Int64) {
        self.times = times
        heardAt = now
        answeredAt = now
    }

    /// A frame came: the program lives.
    mutating func heard(now: Int64) {
        heardAt = now
    }

    /// A PONG came.
    ///
    /// - Returns: When its PING left, if it answers the last one.
    mutating func answered(nonce: UInt64, now: Int64) -> Int64? {
        heardAt = now
        guard let asked, asked.nonce == nonce else { return nil }
        self.asked = nil
        answeredAt = now
        return asked.at
    }

    func nextDeadline(isBusy: Bool) -> Int64 {
        if let asked { return max(asked.at, heardAt) + times.patienceMilliseconds }
        return min(
            heardAt + (isBusy ? times.busyIntervalMilliseconds : times.idleIntervalMilliseconds),
            answeredAt + times.idleIntervalMilliseconds
        )
    }

    mutating func tick(now: Int64, isBusy: Bool) -> Step {
        guard now >= nextDeadline(isBusy: isBusy) else { return .none }
        if asked != nil { return .dead(silentMilliseconds: now - heardAt) }
        let nonce = nextNonce
        nextNonce += 1
        asked = (nonce, now)
        return .ping(nonce: nonce)
    }
}
