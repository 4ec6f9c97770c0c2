import OctopusClient

@testable import OctopusMesh

/// What a client decides by itself, told by a service and a network that may say anything.
struct ClientMachine {
    private static let events: [SocketEvent] = [
        .connected, .connectDelayed, .connectRetried, .closed, .disconnected, .handshakeSucceeded,
        .handshakeFailedNoDetail, .handshakeFailedProtocol, .handshakeFailedAuth,
    ]

    private var now: Int64 = 1000
    private var random = Sequence(state: 1)
    private var link = LinkState(now: 1000)
    private var isNamed = false
    private var pings = PingWatch(times: PingWatch.Times(), now: 1000)
    private var clock = SessionClock()
    private var budget = RetryBudget(now: 1000)
    private var calls = CallTable<UInt64>()
    private var unanswered: [UInt64: (call: UInt64?, waits: Bool)] = [:]
    private var lastCall: UInt64 = 0
    private var deadlines = DeadlineQueue<Int64>()
    private var due: [Int64] = []
    private var numbers = TokenNumbers(capacity: 3)
    private var serversTokens = TokenTable(mostTokens: 4, mostBytes: 1 << 20)
    private var hasForgotten = false

    mutating func step(_ choices: inout Choices) {
        switch choices.below(12) {
        case 0: now += Int64(choices.byte()) * 16
        case 1: tick()
        case 2: notice(&choices)
        case 3: hear(&choices)
        case 4: call(&choices)
        case 5: answer(&choices)
        case 6: tellTime(&choices)
        case 7: nameToken(&choices)
        case 8: retry(&choices)
        case 9: push(&choices)
        case 10: watch(&choices)
        default: if choices.byte() > 250 { link.close() }
        }
        let waiting = unanswered.values.count { $0.waits }
        expect(calls.waiting == waiting, "another number of waiting reads")
        expect(calls.running == unanswered.count - waiting, "another number of calls in flight")
        let given = unanswered.values.count { $0.call == nil }
        expect(
            calls.abandonedRunning + calls.abandonedWaiting == given,
            "another number of calls that were given up"
        )
        expect(calls.isEmpty == unanswered.isEmpty, "calls where there are none")
        expect(!link.isOpen || link.fault == nil, "open, and yet at fault")
    }

    // MARK: The connection

    private mutating func perform(_ step: LinkState.Step) {
        switch step {
        case .none: break
        case .open:
            guard case .resting = link.phase else { fatalError("a socket beside a socket") }
            // With a name it is looked up first, which may take longer than the client waits.
            isNamed.toggle()
            if isNamed { link.resolving(now: now, isKnown: false) } else { link.opened(now: now) }
        case .stopResolving:
            guard link.isResolving else { fatalError("nothing is looked up") }
            link.opened(now: now)
        case .greet:
            guard case .greeting = link.phase else { fatalError("a greeting out of turn") }
        case .abandon(let fault):
            expect(link.phase != .closed, "a closed connection is given up")
            link.abandoned(fault, now: now, random: &random)
            guard case .resting(let until) = link.phase else { fatalError("no rest") }
            expect(until >= now && until <= now + 2000, "a rest of \(until - now) ms")
            expect(link.fault == fault, "another fault")
        }
        expect(link.phase != .closed || step == .none, "a closed connection acts")
    }

    private mutating func tick() {
        let (step, deadline) = (link.tick(now: now), link.nextDeadline)
        let isDue = deadline.map { $0 <= now } ?? false
        expect(
            (step != .none) == isDue,
            "\(step) though the deadline is \(String(describing: deadline))"
        )
        perform(step)
    }

    private mutating func notice(_ choices: inout Choices) {
        guard let event = choices.pick(Self.events) else { return }
        perform(link.noticed(event, value: choices.flag() ? 400 : 500, now: now))
    }

    private mutating func hear(_ choices: inout Choices) {
        switch choices.below(5) {
        case 0: link.welcomed()
        case 1: link.served()
        case 2: perform(link.reset(reason: "unknownSession", now: now))
        case 3: perform(link.goingAway(reason: "shutdown"))
        default:
            numbers = TokenNumbers(capacity: 3)
            serversTokens = TokenTable(mostTokens: 4, mostBytes: 1 << 20)
        }
    }

    /// A PING is sent, answered or not, and the service given up only after its patience.
    private mutating func watch(_ choices: inout Choices) {
        let isBusy = choices.flag()
        let deadline = pings.nextDeadline(isBusy: isBusy)
        switch pings.tick(now: now, isBusy: isBusy) {
        case .none: expect(now < deadline, "a deadline passes unseen")
        case .ping(let nonce):
            if choices.flag() { pings.heard(now: now) }
            let answered = choices.flag() ? nonce : choices.number()
            if let sentAt = pings.answered(nonce: answered, now: now) {
                expect(answered == nonce && sentAt == now, "a PONG for no PING")
            }
        case .dead(let silent):
            expect(silent >= pings.times.patienceMilliseconds, "given up after \(silent) ms")
            pings = PingWatch(times: PingWatch.Times(), now: now)
        }
    }

    private mutating func tellTime(_ choices: inout Choices) {
        let sentAt = now - Int64(choices.byte())
        let told = Int64(bitPattern: choices.number())
        clock.note(sentAt: sentAt, receivedAt: now, sessionNow: told)
        expect(clock.offset != nil, "the time was told and is unknown")
        if let expiry = clock.expiry(ofDeadline: now + 1000), let offset = clock.offset {
            expect(expiry &- offset == now + 1000, "a deadline of another time")
        }
    }

    // MARK: Calls

    private mutating func call(_ choices: inout Choices) {
        lastCall += 1
        let waits = choices.flag()
        let id = calls.admit(lastCall, waits: waits)
        expect(unanswered.updateValue((lastCall, waits), forKey: id) == nil, "an id comes twice")
    }

    private mutating func answer(_ choices: inout Choices) {
        let id = choices.byte() < 200 ? choices.pick(unanswered.keys.sorted()) : choices.number()
        switch choices.below(8) {
        case 0:
            let open = unanswered.sorted { $0.key < $1.key }.compactMap(\.value.call)
            expect(calls.endSession() == open, "other calls end with the session")
            unanswered = [:]
        case 1, 2:
            guard let id else { return }
            calls.abandon(id, now: now)
            if let waits = unanswered[id]?.waits { unanswered[id] = (nil, waits) }
        default:
            guard let id else { return }
            let expected = unanswered.removeValue(forKey: id)?.call
            expect(calls.answer(id) == expected, "the answer of another call")
        }
    }

    /// A number never stands for another token.
    ///
    /// The service keeps more of them than the client, so it
    /// also knows each that is named, unless the client was told to forget one that it still has.
    private mutating func nameToken(_ choices: inout Choices) {
        let token = "token \(choices.below(7))"
        if choices.byte() > 240 {
            hasForgotten = true
            return numbers.forget(token)
        }
        switch numbers.field(for: token) {
        case .introduce(let text, let number):
            expect(text == token, "another token")
            serversTokens.insert(SessionToken(text), number: number)
        case .number(let number):
            let known = serversTokens[number]?.text
            expect(known == token || hasForgotten && known == nil, "a number of another token")
            if known == nil { numbers.forget(token) }
        }
        expect(numbers.count <= 3, "too many tokens")
    }

    private mutating func retry(_ choices: inout Choices) {
        let attempt = 1 + choices.below(6)
        let statuses: [Status] = [.unavailable, .resourceExhausted, .internal, .ok]
        let effects: [Effect] = [.none, .notStarted, .unknown, .committed]
        let effect = effects[choices.below(4)]
        let isRepeatable = choices.flag()
        let isLost = choices.flag()
        let outcome: AttemptOutcome =
            isLost
            ? .noAnswer
            : .refused(
                statuses[choices.below(4)],
                effect,
                reason: .overloaded,
                retryAfterMilliseconds: Int64(bitPattern: choices.number())
            )
        let remaining = Int64(choices.byte()) * 64
        let decision = RetryPolicy().decide(
            after: outcome,
            attempt: attempt,
            isRepeatable: isRepeatable,
            remainingMilliseconds: remaining,
            budget: &budget,
            now: now,
            random: &random
        )
        guard case .retry(let delay) = decision else { return }
        expect(delay >= 0 && delay < remaining, "a retry after \(delay) of \(remaining) ms")
        expect(attempt < 5, "too many attempts")
        expect(isRepeatable || !isLost && effect == .notStarted, "asked again in vain, or twice")
    }

    private mutating func push(_ choices: inout Choices) {
        if choices.flag() {
            let time = now + Int64(choices.byte()) * 8
            deadlines.push(time, dueAt: time)
            due.append(time)
        } else {
            due.sort()
            let expected = due.first.flatMap { $0 <= now ? $0 : nil }
            expect(deadlines.popDue(now: now) == expected, "another deadline comes first")
            if expected != nil { due.removeFirst() }
        }
        expect(deadlines.nextDueAt == due.min(), "another deadline is next")
    }
}

/// SplitMix64.
private struct Sequence: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
