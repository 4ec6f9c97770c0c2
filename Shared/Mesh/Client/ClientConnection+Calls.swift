import Contract
import Synchronization

extension ClientConnection {
    /// How long after its deadline a running call waits for the service to say what became of it.
    private static let graceMilliseconds: Int64 = 50

    // MARK: Coming

    func submit(_ call: ClientCall, now: Int64) {
        liveCalls += 1
        guard !call.isCancelled.load(ordering: .relaxed) else {
            return fail(call, .cancelled, "the caller took it back", .notStarted)
        }
        guard now < call.deadline else { return expire(call, now: now) }
        guard liveCalls <= environment.configuration.maximumCalls else {
            return fail(
                call,
                .overloaded,
                "this client has too many calls under way already",
                .notStarted
            )
        }
        budget.noteCall()
        expiries.push(call, dueAt: call.deadline)
        expiries.prune(live: liveCalls) { !$0.isDone }
        enqueue(call)
    }

    func enqueue(_ call: ClientCall) {
        call.place = .queued
        if call.waits { waitingQueue.append(call) } else { queue.append(call) }
        queue.prune(live: liveCalls)
        waitingQueue.prune(live: liveCalls)
    }

    /// Sends what waits, as far as the session has room.
    func pump(now: Int64) {
        guard link.isOpen, let session else { return }
        while table.running < session.inFlight, let call = queue.popFirst() {
            guard send(call, in: session) else { return queue.prepend(call) }
        }
        let waitingRoom = min(session.inFlight, environment.configuration.maximumWaitingReads)
        while table.waiting < waitingRoom, let call = waitingQueue.popFirst() {
            guard send(call, in: session) else { return waitingQueue.prepend(call) }
        }
    }

    /// - Returns: False if there is no connection any more; the monitor will say so.
    private func send(_ call: ClientCall, in session: Session) -> Bool {
        guard let socket else { return false }
        let id = table.admit(call, waits: call.waits)
        var header = RequestHeader(
            callID: id,
            sessionID: session.id,
            method: call.method,
            expiresAtMilliseconds: clock.expiry(ofDeadline: call.deadline),
            routingKey: call.routingKey,
            idempotencyKey: call.idempotencyKey,
            attempt: call.sends + 1,
            trace: call.trace,
            seen: call.seen?.positions ?? []
        )
        if let token = call.token {
            switch tokens.field(for: token) {
            case .introduce(let token, let number):
                header.token = token
                header.tokenNumber = number
            case .number(let number):
                header.tokenNumber = number
            }
        }
        Frame(.request(header), body: call.body).write(to: message)
        guard socket.send(message) == .sent else {
            _ = table.answer(id)
            return false
        }
        call.place = .sent(id)
        call.attempts += 1
        call.sends += 1
        if call.sends > 1 { environment.metrics.retried(call.method) }
        return true
    }

    // MARK: Going

    func succeed(_ call: ClientCall, _ reply: RawReply) {
        if let position = reply.position { call.seen?.note(position) }
        finish(call, .success(reply), status: .ok)
    }

    /// Ends a call with a failure that the client itself found.
    func fail(_ call: ClientCall, _ reason: Reason, _ message: String, _ effect: Effect) {
        end(call, CallFailure(reason, message, effect: effect, attempts: call.sends))
    }

    private func end(_ call: ClientCall, _ failure: CallFailure) {
        let effect = call.history.effect(of: failure.status, failure.effect)
        finish(call, .failure(failure.with(effect: effect)), status: failure.status)
    }

    private func finish(_ call: ClientCall, _ outcome: ClientCall.Outcome, status: Status) {
        guard !call.isDone else { return }
        liveCalls -= 1
        environment.metrics.ended(call, status: status, now: environment.now)
        call.finish(outcome)
    }

    // MARK: Again

    /// The service refused an attempt.
    func refused(_ call: ClientCall, _ failure: CallFailure, now: Int64) {
        if failure.effect == .notStarted, sendAgainAtOnce(call, failure) { return }
        call.lastRefusal = failure
        let outcome = AttemptOutcome.refused(
            failure.status,
            failure.effect,
            reason: failure.reason,
            retryAfterMilliseconds: failure.retryAfterMilliseconds
        )
        repeatOrEnd(call, after: outcome, failure, now: now)
    }

    /// What was turned away for a reason that is no fault of load: a pause, not an attempt.
    private func sendAgainAtOnce(_ call: ClientCall, _ failure: CallFailure) -> Bool {
        switch failure.reason {
        case Reason.draining.word:
            perform(link.goingAway(reason: failure.message), now: environment.now)
        case Reason.unknownToken.word:
            guard let token = call.token, call.tokenResends < 3 else { return false }
            call.tokenResends += 1
            tokens.forget(token)
        default:
            return false
        }
        call.attempts -= 1
        enqueue(call)
        return true
    }

    /// A RESET vouched that nobody began it.
    func vouchedFor(_ call: ClientCall) {
        call.attempts -= 1
        enqueue(call)
    }

    /// The connection or the session was lost after it was sent.
    func lost(_ call: ClientCall, now: Int64) {
        let failure = CallFailure(
            .connectionLost,
            explanation ?? "the service at \(shard.endpoint) has no memory of the session",
            effect: .unknown,
            attempts: call.sends
        )
        repeatOrEnd(call, after: .noAnswer, failure, now: now)
    }

    private func repeatOrEnd(
        _ call: ClientCall,
        after outcome: AttemptOutcome,
        _ failure: CallFailure,
        now: Int64
    ) {
        let effect = call.history.effect(of: failure.status, failure.effect)
        call.history.note(outcome)
        guard link.phase != .closed else {
            return finish(call, .failure(failure.with(effect: effect)), status: failure.status)
        }
        let decision = environment.configuration.retries.decide(
            after: outcome,
            attempt: call.attempts,
            isRepeatable: call.isRepeatable,
            remainingMilliseconds: call.deadline - now,
            budget: &budget,
            now: now,
            random: &random
        )
        switch decision {
        case .giveUp:
            finish(call, .failure(failure.with(effect: effect)), status: failure.status)
        case .retry(let delay):
            call.place = .resting
            rests.push(call, dueAt: now + delay)
            rests.prune(live: liveCalls) { !$0.isDone }
        }
    }

    // MARK: Too late

    /// The deadline has passed.
    func expire(_ call: ClientCall, now: Int64) {
        switch call.place {
        case .done:
            break
        case .sent(let id):
            guard call.isOverdue || session == nil else {
                call.isOverdue = true
                return expiries.push(call, dueAt: call.deadline + Self.graceMilliseconds)
            }
            takeBack(id)
            let why = "\(target.service) did not answer in time"
            fail(call, .deadline, explanation.map { "\(why): \($0)" } ?? why, .unknown)
        case .fresh, .queued, .resting:
            fail(call, .deadline, wordsForWaiting(call), .notStarted)
        }
    }

    func cancel(_ call: ClientCall) {
        switch call.place {
        case .done, .fresh:
            break
        case .sent(let id):
            takeBack(id)
            fail(call, .cancelled, "the caller took it back while it ran", .unknown)
        case .queued, .resting:
            fail(call, .cancelled, "the caller took it back", .notStarted)
        }
    }

    /// Takes back what may wait for long, since the client closes.
    func cancelWaiting() {
        for call in table.calls where call.waits { cancel(call) }
        while let call = waitingQueue.popFirst() { cancel(call) }
    }

    /// Tells the service that nobody waits any more.
    private func takeBack(_ id: UInt64) {
        table.abandon(id)
        guard let session else { return }
        transmit(.cancel(CancelHeader(callID: id, sessionID: session.id)))
    }

    private func wordsForWaiting(_ call: ClientCall) -> String {
        if let explanation { return explanation }
        if let refusal = call.lastRefusal {
            return "the deadline passed; the last attempt was refused: \(refusal.message)"
        }
        if session == nil {
            return "no session with \(target.service) at \(shard.endpoint) came about in time"
        }
        return "the deadline passed before the session with \(target.service) had room"
    }
}
