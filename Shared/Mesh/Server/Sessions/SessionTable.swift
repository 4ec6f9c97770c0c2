import OctopusContract
import struct FoundationEssentials.UUID

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
    /// What all sessions share, for the mesh's own calls and for the others.
    var mesh: LaneRoom
    var open: LaneRoom
    /// Calls that made room for others since they were asked for, with their sessions.
    var evicted: [(call: IncomingCall, session: ServerSession)] = []
    private(set) var isDraining = false
    private let newSessionID: () -> UInt64
    let personOfToken: (String) -> UUID?

    /// Makes an empty table.
    ///
    /// - Parameters:
    ///   - limits: What a peer can make it hold.
    ///   - personOfToken: Whose token it is; nil for one that was not verified yet.
    ///   - newSessionID: Gives random numbers, so that a restarted service has other sessions.
    init(
        limits: ServerLimits,
        personOfToken: @escaping (String) -> UUID? = { _ in nil },
        newSessionID: @escaping () -> UInt64
    ) {
        self.limits = limits
        self.personOfToken = personOfToken
        self.newSessionID = newSessionID
        mesh = LaneRoom(
            running: limits.meshRunning,
            queued: limits.meshQueued,
            waitingReads: limits.meshWaitingReads,
            ofPerson: limits.waitingReadsOfPerson,
            bytes: limits.meshRequestBytes
        )
        open = LaneRoom(
            running: limits.running,
            queued: limits.queued,
            waitingReads: limits.waitingReads,
            ofPerson: limits.waitingReadsOfPerson,
            bytes: limits.requestBytes
        )
    }

    var running: Int { open.runningCount + mesh.runningCount }
    var queued: Int { open.queuedCount + mesh.queuedCount }
    var waitingReads: Int { open.waitingReadCount + mesh.waitingReadCount }
    var isIdle: Bool { open.isIdle && mesh.isIdle }

    /// A frame has come, and what is asked next is about its session.
    mutating func frame(from peer: RoutingID) -> ServerSession? {
        latest = session(of: peer)
        return latest
    }

    func session(of peer: RoutingID) -> ServerSession? {
        if let latest, latest.peer == peer { return latest }
        return sessionOfPeer[peer]
    }

    func session(_ id: UInt64) -> ServerSession? {
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

    func owned(
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
    /// What waits for its turn is forgotten at once, with all that it holds.
    ///
    /// - Returns: The calls to cancel; nobody waits for their answers.
    mutating func drop(sessionID: UInt64) -> [CallState] {
        guard let session = sessions.removeValue(forKey: sessionID) else { return [] }
        session.hasEnded = true
        forgetQueued(of: session)
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
        /// Those that waited for their turn until they expired; they are closed.
        var late: [(call: IncomingCall, peer: RoutingID)] = []
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
            for call in session.queued.values where call.state.isExpired(nowMilliseconds: now) {
                if leaveQueue(call) { check.late.append((call, session.peer)) }
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
            for callID in session.waitingReads.keys {
                guard let state = session.finish(callID: callID) else { continue }
                closed.append((session.peer, session.id, callID, state))
            }
        }
        return closed
    }
}
