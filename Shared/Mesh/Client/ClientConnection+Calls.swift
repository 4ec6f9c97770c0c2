import OctopusContract
import Synchronization

extension ClientConnection {
    /// How long after its deadline a running call waits for the service to say what became of it.
    private static let graceMilliseconds: Int64 = 50

    // MARK: Coming

    func submit(_ call: ClientCall, now: Int64) {
        call.number = calls.add(call)
        guard !call.isCancelled.load(ordering: .relaxed) else {
            return fail(call, .cancelled, "the caller took it back", .notStarted, now: now)
        }
        guard now < call.deadline else { return expire(call, now: now) }
        budget.noteCall()
        expiries.push(call.number, dueAt: call.deadline)
        expiries.prune(live: calls.count) { calls.contains($0) }
        enqueue(call)
    }

    func enqueue(_ call: ClientCall) {
        call.place = .queued
        if call.waits { waitingQueue.append(call) } else { queue.append(call) }
        queue.prune(live: calls.count)
        waitingQueue.prune(live: calls.count)
    }

    /// Sends what waits, as far as the session has room.
    func pump(now: Int64) {
        guard link.isOpen, let session else { return }
        let configuration = environment.configuration
        let room = min(session.inFlight, max(1, configuration.maximumCalls))
        while table.running < room, let call = queue.popFirst() {
            guard send(call, in: session) else { return queue.prepend(call) }
        }
        let waitingRoom = min(session.inFlight, max(1, configuration.maximumWaitingReads))
        while table.waiting < waitingRoom, let call = waitingQueue.popFirst() {
            guard send(call, in: session) else { return waitingQueue.prepend(call) }
        }
        let isFull = queue.count > 0 && table.abandonedRunning >= room
        let isFullOfWaiting = waitingQueue.count > 0 && table.abandonedWaiting >= waitingRoom
        // The service answers what was taken back, too. If it never does, its answers got lost, and
        // nothing would ever leave on this session again.
        let patience = configuration.pings.unansweredMilliseconds
        if isFull || isFullOfWaiting, now - table.abandonedAt >= patience {
            abandon(.unanswered(calls: table.abandonedRunning + table.abandonedWaiting), now: now)
        }
    }

    /// - Returns: False if there is no connection any more; the monitor will say so.
    private func send(_ call: ClientCall, in session: Session) -> Bool {
        guard let socket else { return false }
        let id = table.admit(call, waits: call.waits)
        let person = call.options.token.map { tokens.field(for: $0) }
        let header = RequestHeader(
            callID: id,
            sessionID: session.id,
            method: call.route.method,
            expiresAtMilliseconds: clock.expiry(ofDeadline: call.deadline),
            routingKey: call.options.routingKey,
            idempotencyKey: call.idempotencyKey,
            attempt: call.sends + 1,
            token: person?.token,
            tokenNumber: person?.tokenNumber,
            trace: call.trace,
            seen: call.options.seen?.positions ?? [],
            clientAddress: call.options.clientAddress
        )
        Frame.write(header, body: call.body, to: message)
        guard message.header.count <= session.maxHeaderBytes,
            call.body.count <= session.maxBodyBytes
        else {
            _ = table.answer(id)
            refuseTooLarge(call, in: session)
            return true
        }
        guard socket.send(message) == .sent else {
            _ = table.answer(id)
            return false
        }
        call.place = .sent(id)
        call.attempts += 1
        call.sends += 1
        if call.sends > 1 { call.route.meters.retried() }
        return true
    }

    /// A call that the service would only refuse ends before it leaves.
    private func refuseTooLarge(_ call: ClientCall, in session: Session) {
        let words =
            call.body.count > session.maxBodyBytes
            ? "the request has \(call.body.count) bytes; \(target.service) takes "
                + "\(session.maxBodyBytes)"
            : "the call's header has \(message.header.count) bytes; \(target.service) takes "
                + "\(session.maxHeaderBytes): shorten the token, or what was seen"
        fail(call, .tooLarge, words, .notStarted, now: environment.now)
    }

    // MARK: Going

    func succeed(_ call: ClientCall, _ reply: RawReply, now: Int64) {
        if let position = reply.position { call.options.seen?.note(position) }
        leave(call, .ok, now: now)
        call.succeed(reply)
    }

    /// Ends a call with a failure that the client itself found.
    func fail(
        _ call: ClientCall,
        _ reason: Reason,
        _ message: String,
        _ effect: Effect,
        now: Int64
    ) {
        let failure = CallFailure(reason, message, effect: effect, attempts: call.sends)
        let overall = call.history.effect(of: failure.status, effect)
        end(call, failure.with(effect: overall), now: now)
    }

    private func end(_ call: ClientCall, _ failure: CallFailure, now: Int64) {
        leave(call, failure.status, now: now)
        call.fail(failure)
    }

    /// Forgets a call that ends.
    private func leave(_ call: ClientCall, _ status: Status, now: Int64) {
        guard calls.remove(call.number) != nil else { return }
        call.route.meters.ended(status, milliseconds: now - call.startedAt)
    }

    /// Ends what waits for a connection that will not come about until somebody acts.
    func failWaiting(_ reason: Reason, now: Int64) {
        let why = explanation ?? reason.meaning
        for call in calls.elements {
            switch call.place {
            case .queued, .resting: fail(call, reason, why, .notStarted, now: now)
            case .fresh, .sent, .done: break
            }
        }
    }

    // MARK: Again

    /// The service refused an attempt.
    func refused(_ call: ClientCall, _ failure: CallFailure, now: Int64) {
        if failure.effect == .notStarted, sendAgainAtOnce(call, failure, now: now) { return }
        call.lastRefusal = failure.message
        let outcome = AttemptOutcome.refused(
            failure.status,
            failure.effect,
            reason: failure.reason,
            retryAfterMilliseconds: failure.retryAfterMilliseconds
        )
        repeatOrEnd(call, after: outcome, failure, now: now)
    }

    /// What was turned away for a reason that is no fault of load: a pause, not an attempt.
    private func sendAgainAtOnce(
        _ call: ClientCall,
        _ failure: CallFailure,
        now: Int64
    ) -> Bool {
        switch failure.reason {
        case .draining:
            perform(link.goingAway(reason: failure.message), now: now)
        case .unknownToken:
            guard let token = call.options.token, call.tokenResends < 3 else { return false }
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
            return end(call, failure.with(effect: effect), now: now)
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
            end(call, failure.with(effect: effect), now: now)
        case .retry(let delay):
            call.place = .resting
            rests.push(call.number, dueAt: now + delay)
            rests.prune(live: calls.count) { calls.contains($0) }
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
                return expiries.push(call.number, dueAt: call.deadline + Self.graceMilliseconds)
            }
            takeBack(id, now: now)
            let why = "\(target.service) did not answer in time"
            fail(call, .deadline, explanation.map { "\(why): \($0)" } ?? why, .unknown, now: now)
        case .fresh, .queued, .resting:
            fail(call, .deadline, wordsForWaiting(call), .notStarted, now: now)
        }
    }

    func cancel(_ call: ClientCall, now: Int64) {
        switch call.place {
        case .done, .fresh:
            break
        case .sent(let id):
            takeBack(id, now: now)
            fail(call, .cancelled, "the caller took it back while it ran", .unknown, now: now)
        case .queued, .resting:
            fail(call, .cancelled, "the caller took it back", .notStarted, now: now)
        }
    }

    /// Takes back what may wait for long, since the client closes.
    func cancelWaiting(now: Int64) {
        for call in calls.elements where call.waits { cancel(call, now: now) }
    }

    /// Tells the service that nobody waits any more.
    private func takeBack(_ id: UInt64, now: Int64) {
        table.abandon(id, now: now)
        guard let session else { return }
        transmit(.cancel(CancelHeader(callID: id, sessionID: session.id)))
    }

    private func wordsForWaiting(_ call: ClientCall) -> String {
        if let explanation { return explanation }
        if let refusal = call.lastRefusal {
            return "the deadline passed; the last attempt was refused: \(refusal)"
        }
        if session == nil {
            return "no session with \(target.service) at \(shard.endpoint) came about in time"
        }
        return "the deadline passed before the session with \(target.service) had room"
    }
}
