import Contract

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
        switch outcome {
        case .start(let call): start(call)
        case .queued(.none): break
        case .queued(.some(let evicted)):
            refuse(evicted, .overloaded(configuration.limits), .notStarted)
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
            log.dropped(header, client: client)
        }
    }

    /// Hands a call to the handler, which begins at once, here on the socket thread.
    ///
    /// A hop to another thread would cost more than most handlers do before they suspend. One that
    /// has not suspended ends here, too, and its answer leaves at once.
    private func start(_ call: IncomingCall) {
        let task = Task.immediate { [handler, self] in
            let answer = await handler.handle(call)
            if thread.isCurrent {
                finish(call.ticket, answer)
            } else {
                outbox.append(Finished(ticket: call.ticket, answer: answer))
            }
        }
        if !call.state.isAnswered { call.state.task = task }
    }

    /// A handler has answered.
    func finish(_ ticket: CallTicket, _ answer: CallAnswer) {
        ticket.state.answered()
        metrics.answered(answer.status, ticket: ticket)
        log.answered(answer, ticket: ticket)
        guard let peer = table.finished(ticket) else { return }
        reply(answer, callID: ticket.callID, to: peer)
    }

    /// Starts what waits, in turns, as long as handlers may run.
    func startQueued() {
        guard table.queued > 0 else { return }
        let now = MonotonicClock.nowMilliseconds
        while let turn = table.next(nowMilliseconds: now) {
            switch turn {
            case .start(let call): start(call)
            case .refuse(let ticket, let peer, let refusal):
                answerRefusal(ticket, refusal, .notStarted, to: peer)
            }
        }
    }

    /// Refuses a call that the table has closed already, if its session is still there.
    private func refuse(_ ticket: CallTicket, _ refusal: Refusal, _ effect: Effect) {
        guard let peer = table.sessions[ticket.sessionID]?.peer else { return }
        answerRefusal(ticket, refusal, effect, to: peer)
    }

    private func answerRefusal(
        _ ticket: CallTicket,
        _ refusal: Refusal,
        _ effect: Effect,
        to peer: RoutingID
    ) {
        let answer = CallAnswer(refusal, effect: effect, debugID: ticket.debugID)
        metrics.refused(answer.status, method: ticket.method)
        reply(answer, callID: ticket.callID, to: peer)
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
