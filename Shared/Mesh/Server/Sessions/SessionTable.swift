import OctopusContract

/// All sessions of a server, and the calls that run or wait for their turn.
///
/// Its methods say what is to be done, and the server does it. Tested with sequences of events,
/// without a socket.
struct SessionTable {
    let limits: ServerLimits
    private(set) var sessions: [UInt64: ServerSession] = [:]
    private var sessionOfPeer: [RoutingID: ServerSession] = [:]
    /// The session of the frame that came last, which is asked for several times.
    private var latest: ServerSession?
    private var sessionsOfKey: [CurvePublicKey: Int] = [:]
    private var queue = FairQueue<IncomingCall>()
    private(set) var running = 0
    private(set) var waitingReads = 0
    private(set) var isDraining = false
    private let newSessionID: () -> UInt64

    /// Makes an empty table.
    ///
    /// - Parameters:
    ///   - limits: What a peer can make it hold.
    ///   - newSessionID: Gives random numbers, so that a restarted service has other sessions.
    init(limits: ServerLimits, newSessionID: @escaping () -> UInt64) {
        self.limits = limits
        self.newSessionID = newSessionID
    }

    var queued: Int { queue.count }
    var isIdle: Bool { running == 0 && queue.count == 0 && waitingReads == 0 }

    /// A frame has come, and what is asked next is about its session.
    mutating func frame(from peer: RoutingID) -> ServerSession? {
        latest = session(of: peer)
        return latest
    }

    func session(of peer: RoutingID) -> ServerSession? {
        if let latest, latest.peer == peer { return latest }
        return sessionOfPeer[peer]
    }

    private func session(_ id: UInt64) -> ServerSession? {
        if let latest, latest.id == id { return latest }
        return sessions[id]
    }

    // MARK: Sessions

    enum Greeting {
        case welcome(sessionID: UInt64, former: [CallState])
        case reset(ResetReason)
        /// The server is shutting down.
        case goAway
    }

    /// A client says HELLO.
    ///
    /// One connection has one session: a second HELLO ends the first.
    mutating func hello(
        _ hello: HelloHeader,
        from peer: RoutingID,
        client: ClientIdentity,
        nowMilliseconds now: Int64
    ) -> Greeting {
        guard hello.versions.contains(UInt64(Frame.version)) else { return .reset(.version) }
        guard !isDraining else { return .goAway }
        let former = sessionOfPeer[peer].map { drop(sessionID: $0.id) } ?? []
        guard sessions.count < limits.sessions,
            sessionsOfKey[client.key, default: 0] < limits.sessionsOfPrincipal
        else { return .reset(.overloaded) }
        var id = newSessionID()
        // 0 says "no session", and CBOR libraries of some languages have no unsigned 64 bits.
        while id == 0 || id > UInt64(Int64.max) || sessions[id] != nil { id = newSessionID() }
        let session = ServerSession(
            id: id,
            peer: peer,
            client: client,
            instance: String(hello.instance.prefix(128)),
            limits: limits,
            nowMilliseconds: now
        )
        sessions[id] = session
        sessionOfPeer[peer] = session
        sessionsOfKey[client.key, default: 0] += 1
        return .welcome(sessionID: id, former: former)
    }

    /// Whether a session exists and belongs to this connection and this program.
    func owns(_ sessionID: UInt64, peer: RoutingID, client: ClientIdentity) -> Bool {
        owned(sessionID, peer: peer, client: client) != nil
    }

    private func owned(
        _ sessionID: UInt64,
        peer: RoutingID,
        client: ClientIdentity
    )
        -> ServerSession?
    {
        guard let session = session(of: peer), session.id == sessionID,
            session.client.key == client.key
        else { return nil }
        return session
    }

    /// Ends a session.
    ///
    /// - Returns: The calls to cancel; nobody waits for their answers.
    mutating func drop(sessionID: UInt64) -> [CallState] {
        guard let session = sessions.removeValue(forKey: sessionID) else { return [] }
        session.hasEnded = true
        if latest === session { latest = nil }
        sessionOfPeer[session.peer] = nil
        let key = session.client.key
        sessionsOfKey[key] =
            sessionsOfKey[key, default: 1] == 1 ? nil : sessionsOfKey[key, default: 1] - 1
        return session.calls.states
    }

    mutating func drop(peer: RoutingID) -> [CallState] {
        sessionOfPeer[peer].map { drop(sessionID: $0.id) } ?? []
    }

    // MARK: Calls

    enum Outcome {
        case dropped
        case reset(ResetReason)
        // Indirect, since a refusal is large and nearly every outcome is a start.
        indirect case refused(Refusal, Effect)
        case start(IncomingCall)
        /// It waits; another that waited may have had to make room, and is refused.
        case queued(evicted: IncomingCall?)
    }

    mutating func request(
        _ request: RequestHeader,
        body: [UInt8],
        kind: MethodKind?,
        principal: Principal,
        from peer: RoutingID,
        client: ClientIdentity,
        nowMilliseconds now: Int64
    ) -> Outcome {
        guard let session = owned(request.sessionID, peer: peer, client: client) else {
            return .reset(.unknownSession)
        }
        let admission = session.admit(
            request,
            kind: kind,
            isDraining: isDraining,
            limits: limits,
            nowMilliseconds: now
        )
        switch admission {
        case .dropped: return .dropped
        case .refused(let refusal, let effect): return .refused(refusal, effect)
        case .admitted(let state, let token):
            guard let kind else { return .dropped }
            return place(
                IncomingCall(
                    principal: principal,
                    key: client.key,
                    sessionID: request.sessionID,
                    callID: request.callID,
                    method: request.method,
                    kind: kind,
                    routingKey: request.routingKey,
                    idempotencyKey: request.idempotencyKey,
                    attempt: request.attempt ?? 1,
                    token: token,
                    trace: request.trace,
                    seen: request.seen,
                    body: body,
                    state: state,
                    peer: client.address
                )
            )
        }
    }

    /// What becomes of a request that can't be read.
    enum Unreadable {
        /// Its call is refused.
        case answered
        /// Its call id did not rise.
        case dropped
        case unknownSession
    }

    /// A request came whose call is known and whose frame can't be read.
    func unreadable(
        _ callID: UInt64,
        sessionID: UInt64,
        from peer: RoutingID,
        client: ClientIdentity
    ) -> Unreadable {
        guard let session = owned(sessionID, peer: peer, client: client) else {
            return .unknownSession
        }
        return session.note(callID) ? .answered : .dropped
    }

    /// Starts a call, queues it, or refuses it because there is no room.
    private mutating func place(_ call: IncomingCall) -> Outcome {
        if call.kind == .waitingRead {
            guard waitingReads < limits.waitingReads else { return refuseForLoad(call) }
            waitingReads += 1
            return .start(call)
        }
        if running < limits.running, queue.count == 0 {
            running += 1
            return .start(call)
        }
        var evicted: IncomingCall?
        if queue.count >= limits.queued {
            evicted = queue.evict(inFavourOf: call.principal.name)
            if evicted == nil { return refuseForLoad(call) }
        }
        if let evicted { _ = close(evicted) }
        queue.append(call, lane: call.principal.name)
        return .queued(evicted: evicted)
    }

    private mutating func refuseForLoad(_ call: IncomingCall) -> Outcome {
        _ = close(call)
        return .refused(.overloaded(limits), .notStarted)
    }

    /// Closes a call that no handler runs, or whose handler's answer is not waited for.
    ///
    /// - Returns: Whose answer it is; nil if nobody waits for one.
    mutating func close(_ call: IncomingCall) -> ServerSession? {
        guard let session = session(call.sessionID),
            session.finish(callID: call.callID) != nil
        else { return nil }
        return session
    }

    /// The client takes a call back.
    func cancel(_ cancel: CancelHeader, from peer: RoutingID, client: ClientIdentity) -> CallState?
    {
        owned(cancel.sessionID, peer: peer, client: client)?.cancel(callID: cancel.callID)
    }

    /// A handler has answered.
    ///
    /// - Returns: Whose answer it is; nil if nobody waits for it any more.
    mutating func finished(_ call: IncomingCall) -> ServerSession? {
        if call.kind == .waitingRead { waitingReads -= 1 } else { running -= 1 }
        return close(call)
    }

    enum Turn {
        case start(IncomingCall)
        /// Its turn came too late, or its caller no longer wants it.
        case refuse(IncomingCall, to: RoutingID, Refusal)
    }

    /// The next call whose turn it is, if a handler may start.
    mutating func next(nowMilliseconds: Int64) -> Turn? {
        while running < limits.running, let call = queue.popFirst() {
            // Its session may have ended: nobody waits for an answer.
            guard sessions[call.sessionID]?.calls[call.callID] != nil else { continue }
            let isCancelled = call.state.isCancelled
            if isCancelled || call.state.isExpired(nowMilliseconds: nowMilliseconds) {
                guard let peer = close(call)?.peer else { continue }
                return .refuse(
                    call,
                    to: peer,
                    Refusal(isCancelled ? .cancelled : .deadline)
                )
            }
            running += 1
            return .start(call)
        }
        return nil
    }

    // MARK: Liveness

    mutating func heard(_ sessionID: UInt64, nowMilliseconds: Int64) {
        sessions[sessionID]?.liveness.heard(nowMilliseconds: nowMilliseconds)
    }

    mutating func pong(_ pong: PongHeader, nowMilliseconds: Int64) {
        guard let session = sessions[pong.sessionID] else { return }
        session.liveness.heard(nowMilliseconds: nowMilliseconds)
        session.liveness.pong(nonce: pong.nonce)
    }

    /// Counts bytes that were sent to a session.
    mutating func sent(
        _ byteCount: Int,
        to peer: RoutingID,
        nowMilliseconds: Int64
    )
        -> Liveness.Verdict
    {
        session(of: peer).map { sent(byteCount, to: $0, nowMilliseconds: nowMilliseconds) } ?? .fine
    }

    /// The same for a session that was looked up already; the time is asked only if it matters.
    func sent(
        _ byteCount: Int,
        to session: ServerSession,
        nowMilliseconds: @autoclosure () -> Int64 = MonotonicClock.nowMilliseconds
    ) -> Liveness.Verdict {
        session.liveness.sent(
            byteCount,
            limit: limits.unprovenBytes,
            nowMilliseconds: nowMilliseconds()
        )
    }

    /// A peer without a session is always answered.
    func mayReceive(_ session: ServerSession?) -> Bool {
        session?.liveness.mayReceive(limit: limits.unprovenBytes) ?? true
    }

    struct Check {
        var pings: [(peer: RoutingID, header: PingHeader)] = []
        var dead: [UInt64] = []
        var expired: [CallState] = []
    }

    /// Looks at every session: who is asked for a sign of life, who is dead, what has expired.
    mutating func check(nowMilliseconds now: Int64) -> Check {
        var check = Check()
        for session in sessions.values {
            switch session.liveness.check(nowMilliseconds: now, limits: limits) {
            case .fine: break
            case .ask(let nonce):
                check.pings.append((session.peer, PingHeader(nonce: nonce, sessionID: session.id)))
            case .dead: check.dead.append(session.id)
            }
            for state in session.calls.states where state.isExpired(nowMilliseconds: now) {
                check.expired.append(state)
            }
        }
        return check
    }

    // MARK: The end

    /// Begins to shut down: nothing new is let in.
    ///
    /// - Returns: Whom to tell.
    mutating func drain() -> [RoutingID] {
        isDraining = true
        return sessions.values.map(\.peer)
    }

    /// Closes the waiting reads, which could last as long as they like.
    ///
    /// - Returns: What to cancel, and where to send the refusals.
    mutating func closeWaitingReads() -> [(
        peer: RoutingID, sessionID: UInt64, callID: UInt64, CallState
    )] {
        var closed: [(RoutingID, UInt64, UInt64, CallState)] = []
        for session in sessions.values {
            for callID in session.waitingReads {
                guard let state = session.finish(callID: callID) else { continue }
                closed.append((session.peer, session.id, callID, state))
            }
        }
        return closed
    }
}
