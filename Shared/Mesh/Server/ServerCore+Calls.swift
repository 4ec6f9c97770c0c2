import OctopusContract
import OctopusFairTurns

extension ServerCore {
    func request(
        _ header: RequestHeader,
        body: [UInt8],
        from peer: RoutingID,
        client: ClientIdentity,
        principal: Principal
    ) {
        let kind = handler.kind(of: header.method)
        let outcome = table.request(
            header,
            body: body,
            kind: kind,
            principal: principal,
            from: peer,
            client: client,
            nowMilliseconds: MonotonicClock.nowMilliseconds
        )
        if !table.evicted.isEmpty { refuseEvicted() }
        switch outcome {
        case .start(let call): start(call)
        case .queued: break
        case .full(let fullness):
            refuse(fullness, header, principal, to: peer)
        case .refused(let refusal, let effect):
            let debugID = IncomingCall.debugID(sessionID: header.sessionID, callID: header.callID)
            let answer = CallAnswer(refusal, effect: effect, debugID: debugID)
            metrics.refused(answer.status, method: kind == nil ? nil : header.method)
            log.refused(refusal, method: header.method, debugID: debugID, principal: principal)
            reply(answer, callID: header.callID, to: peer)
        case .reset(let reason):
            reset(reason, sessionID: header.sessionID, callID: header.callID, to: peer)
        case .dropped:
            metrics.dropped()
            log.dropped(header.callID, client: client)
        }
    }

    /// Hands a call to the handler, which begins at once, here on the socket thread.
    ///
    /// A hop to another thread would cost more than most handlers do before they suspend, and a task
    /// more than an answer from memory. One that has not suspended ends here, too, and its answer
    /// leaves at once.
    private func start(_ call: IncomingCall) {
        if let answer = handler.answerFromMemory(call) { return finish(call, answer) }
        let task = Task.immediate { [handler, self] in
            let answer = await handler.handle(call)
            if thread.isCurrent {
                finish(call, answer)
            } else {
                outbox.append(Finished(call: call, answer: answer))
            }
        }
        if !call.state.isAnswered { call.state.task = task }
    }

    /// A handler has answered.
    func finish(_ call: IncomingCall, _ answer: CallAnswer) {
        call.state.answered()
        guard let session = table.finished(call) else { return }
        let limit = configuration.limits.frame.bodyBytes
        var answer = answer
        if answer.body.count > limit {
            log.replyTooLarge(call, answer)
            answer = answer.replacedAsTooLarge(limit: limit, debugID: call.debugID)
        }
        replies.append(Reply(answer: answer, callID: call.callID, session: session))
        if replies.count == Self.repliesAtOnce { sendReplies() }
    }

    /// Starts what waits, in turns, as long as handlers may run.
    func startQueued() {
        guard table.queued > 0 else { return }
        let now = MonotonicClock.nowMilliseconds
        while let turn = table.next(nowMilliseconds: now, mayCall: mayCall) {
            switch turn {
            case .start(let call): start(call)
            case .refuse(let call, let peer, let refusal):
                answerRefusal(call, refusal, .notStarted, to: peer)
            case .revoked(let session): revoke(session)
            }
        }
    }

    // MARK: Refusals

    /// Refuses a call that met no room.
    ///
    /// The refusal is encoded once for each share and room that can be full: who asks too much must not
    /// cost more than who asks little.
    private func refuse(
        _ fullness: Fullness,
        _ header: RequestHeader,
        _ principal: Principal,
        to peer: RoutingID
    ) {
        let debugID = IncomingCall.debugID(sessionID: header.sessionID, callID: header.callID)
        let answer = refusals.answer(fullness, debugID: debugID, configuration.limits)
        metrics.refused(answer.status, method: header.method)
        log.refused(
            fullness.refusal(configuration.limits),
            method: header.method,
            debugID: debugID,
            principal: principal
        )
        reply(answer, callID: header.callID, to: peer)
    }

    /// Refuses the calls that made room for others; a handler that has one is cancelled.
    private func refuseEvicted() {
        let evicted = table.evicted
        table.evicted = []
        for (call, session) in evicted {
            cancel([call.state])
            let room: Fullness.Room = call.kind == .waitingRead ? .waitingReads : .queue
            let answer = refusals.answer(
                Fullness(room: room, level: .program),
                debugID: call.debugID,
                configuration.limits
            )
            metrics.refused(answer.status, method: call.method)
            reply(answer, callID: call.callID, to: session.peer)
        }
    }

    func answerRefusal(
        _ call: IncomingCall,
        _ refusal: Refusal,
        _ effect: Effect,
        to peer: RoutingID
    ) {
        let answer = CallAnswer(refusal, effect: effect, debugID: call.debugID)
        metrics.refused(answer.status, method: call.method)
        reply(answer, callID: call.callID, to: peer)
    }

    // MARK: What nobody waits for

    /// Whether a session's program is still one that may call.
    private var mayCall: (ServerSession) -> Bool {
        let (principals, version) = (principals, principals.version)
        return { session in
            session.standing?.version == version
                || principals.principal(for: session.client.key) != nil
        }
    }

    /// Ends the sessions of keys that were revoked, with what they wait for.
    ///
    /// A key that sends nothing is not found out by its next frame.
    func endRevoked() {
        let mayCall = mayCall
        for session in table.sessions.values where !mayCall(session) { revoke(session) }
    }

    private func revoke(_ session: ServerSession) {
        log.refused(.revoked, client: session.client)
        reset(.revoked, sessionID: session.id, to: session.peer)
        endSession(session.id, why: "its key was revoked")
    }

    func cancel(_ states: [CallState]) {
        for state in states {
            state.cancel()
            state.task?.cancel()
        }
    }

    func endSession(_ sessionID: UInt64, why: String) {
        guard let session = table.sessions[sessionID] else { return }
        log.ended(session, why: why)
        held.forget(session.peer)
        cancel(table.drop(sessionID: sessionID))
    }
}
