import OctopusContract
import OctopusFairTurns

/// Calls: which run, which wait for their turn, which are refused.
extension SessionTable {
    enum Outcome {
        case dropped
        case reset(ResetReason)
        // Indirect, since a refusal is large and nearly every outcome is a start.
        indirect case refused(Refusal, Effect)
        case full(Fullness)
        case start(IncomingCall)
        case queued
    }

    /// A request has come.
    ///
    /// Others may have to make room for it: `evicted` has them.
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
        case .full(let fullness): return .full(fullness)
        case .admitted(let state, let token):
            guard let kind else { return .dropped }
            session.calls(as: principal)
            let lane = Self.lane(of: request.method, principal, token)
            let call = IncomingCall(
                principal: principal,
                key: client.key,
                sessionID: request.sessionID,
                callID: request.callID,
                method: request.method,
                kind: kind,
                routingKey: request.routingKey,
                idempotencyKey: request.idempotencyKey,
                attempt: request.attempt ?? 1,
                token: token?.text,
                trace: request.trace,
                seen: request.seen,
                clientAddress: request.clientAddress,
                body: body,
                state: state,
                peer: client.address,
                lane: lane,
                person: lane == .open ? token?.person(personOfToken) : nil
            )
            do {
                return try place(call, token, in: session)
            } catch {
                _ = close(call)
                return .full(error)
            }
        }
    }

    /// A service's own calls, and what tells any program how a service is.
    static func lane(of method: String, _ principal: Principal, _ token: SessionToken?) -> Lane {
        if principal.isService, token == nil { return .mesh }
        return method == "mesh.v1/Health" || method == "mesh.v1/Stats" ? .mesh : .open
    }

    /// Starts a call, or queues it.
    ///
    /// - Throws: What has no room for it.
    private mutating func place(
        _ call: IncomingCall,
        _ token: SessionToken?,
        in session: ServerSession
    ) throws(Fullness) -> Outcome {
        if call.body.count > limits.countedBytes { try takeBytes(call) }
        if call.kind == .waitingRead {
            try startWaiting(call, in: session)
            return .start(call)
        }
        let isStarted =
            if call.lane == .mesh {
                mesh.start(call, &session.meshPlace)
            } else if let token {
                open.start(call, &token.place)
            } else {
                open.start(call, &session.place)
            }
        if isStarted { return .start(call) }
        let newest = try call.lane == .mesh ? mesh.enqueue(call) : open.enqueue(call)
        session.queued[call.callID] = call
        if let newest { evict(newest) }
        return .queued
    }

    private mutating func takeBytes(_ call: IncomingCall) throws(Fullness) {
        if call.lane == .mesh { try mesh.takeBytes(call) } else { try open.takeBytes(call) }
    }

    private mutating func startWaiting(
        _ call: IncomingCall,
        in session: ServerSession
    ) throws(Fullness) {
        let sessions = sessions
        let find = { (share: Share) in Self.newestWaitingRead(of: share, call.lane, in: sessions) }
        let newest =
            try call.lane == .mesh
            ? mesh.startWaiting(call, newest: find) : open.startWaiting(call, newest: find)
        session.waits(call)
        if let newest { evict(newest) }
    }

    /// Looked for in all sessions: it is needed only where shares are out of balance, once for each place.
    private static func newestWaitingRead(
        of share: Share,
        _ lane: Lane,
        in sessions: [UInt64: ServerSession]
    ) -> IncomingCall? {
        var newest: IncomingCall?
        for session in sessions.values where !session.waitingReads.isEmpty {
            for call in session.waitingReads.values where call.lane == lane && call.share == share {
                if let found = newest,
                    found.state.receivedAtNanoseconds >= call.state.receivedAtNanoseconds
                {
                    continue
                }
                newest = call
            }
        }
        return newest
    }

    private mutating func evict(_ call: IncomingCall) {
        if let session = close(call) { evicted.append((call, session)) }
    }

    // MARK: The end of a call

    /// Closes a call that no handler runs, or whose handler's answer is not waited for.
    ///
    /// - Returns: Whose answer it is; nil if nobody waits for one.
    mutating func close(_ call: IncomingCall) -> ServerSession? {
        // A running handler keeps its place until it ends.
        if !call.state.isRunning { release(call) }
        guard let session = session(call.sessionID),
            session.finish(callID: call.callID) != nil
        else { return nil }
        return session
    }

    private mutating func release(_ call: IncomingCall) {
        if call.lane == .mesh { mesh.release(call) } else { open.release(call) }
    }

    /// A handler has answered.
    ///
    /// - Returns: Whose answer it is; nil if nobody waits for it any more.
    mutating func finished(_ call: IncomingCall) -> ServerSession? {
        release(call)
        return close(call)
    }

    /// The client takes a call back.
    enum Cancelled {
        case running(CallState)
        /// It waited for its turn, and is closed.
        case queued(IncomingCall)
    }

    /// The client takes a call back.
    ///
    /// - Returns: Nil if it is not open.
    mutating func cancel(
        _ cancel: CancelHeader,
        from peer: RoutingID,
        client: ClientIdentity
    ) -> Cancelled? {
        guard let session = owned(cancel.sessionID, peer: peer, client: client) else { return nil }
        if let call = session.queued[cancel.callID], leaveQueue(call) { return .queued(call) }
        return session.cancel(callID: cancel.callID).map { .running($0) }
    }

    /// Takes a call out of its queue and closes it.
    ///
    /// - Returns: False if it was not there.
    mutating func leaveQueue(_ call: IncomingCall) -> Bool {
        guard forget(of: call.share, call.lane, where: { $0 === call }).count == 1 else {
            return false
        }
        _ = close(call)
        return true
    }

    mutating func forgetQueued(of session: ServerSession) {
        let queued = Set(session.queued.values.map { QueuedShare(share: $0.share, lane: $0.lane) })
        for place in queued {
            _ = forget(of: place.share, place.lane) { $0.sessionID == session.id }
        }
        session.queued = [:]
    }

    private mutating func forget(
        of share: Share,
        _ lane: Lane,
        where isGone: (IncomingCall) -> Bool
    ) -> [IncomingCall] {
        lane == .mesh
            ? mesh.forget(of: share, where: isGone) : open.forget(of: share, where: isGone)
    }

    // MARK: Turns

    enum Turn {
        case start(IncomingCall)
        /// Its turn came too late, or its caller no longer wants it.
        case refuse(IncomingCall, to: RoutingID, Refusal)
        /// Its program may not call any more.
        case revoked(ServerSession)
    }

    /// The next call whose turn it is, if a handler may start; the mesh's own come first.
    ///
    /// - Parameters:
    ///   - nowMilliseconds: On the session clock.
    ///   - mayCall: Whether a session's program is still one that may.
    /// - Returns: What to do with it; nil if none may go.
    mutating func next(
        nowMilliseconds: Int64,
        mayCall: (ServerSession) -> Bool = { _ in true }
    ) -> Turn? {
        while let call = mesh.next() ?? open.next() {
            // Without a session nobody waits for an answer.
            guard let session = sessions[call.sessionID], session.calls[call.callID] != nil else {
                release(call)
                continue
            }
            session.queued[call.callID] = nil
            guard mayCall(session) else {
                _ = close(call)
                return .revoked(session)
            }
            let isCancelled = call.state.isCancelled
            if isCancelled || call.state.isExpired(nowMilliseconds: nowMilliseconds) {
                _ = close(call)
                return .refuse(
                    call,
                    to: session.peer,
                    Refusal(isCancelled ? .cancelled : .deadline)
                )
            }
            if call.lane == .mesh { mesh.run(call) } else { open.run(call) }
            return .start(call)
        }
        return nil
    }

    // MARK: What can't be read

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
}

private struct QueuedShare: Hashable {
    let share: Share
    let lane: Lane
}
