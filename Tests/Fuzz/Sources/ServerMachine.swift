import OctopusClient

@testable import OctopusMesh

/// A server's session table beside a plain book of what should be in it.
///
/// Connections keep their key, as CURVE makes them; everything else may be forged.
struct ServerMachine {
    private struct Call: Hashable {
        let session: UInt64
        let id: UInt64
    }

    private struct Session {
        let peer: RoutingID
        let client: ClientIdentity
        var lastCallID: UInt64 = 0
        var unanswered: Set<UInt64> = []
        var tokens: TokenBook
        /// The nonce of the last PING.
        var asked: UInt64 = 0
    }

    private static let clients = (UInt8(0)..<2).compactMap { number in
        CurvePublicKey(bytes: Array(repeating: number, count: 32)).map {
            ClientIdentity(key: $0, address: nil)
        }
    }
    private static let peers = (UInt32(0)..<5).map { RoutingID(number: $0) }
    private static let limits = ServerLimits.tight

    private var table: SessionTable
    private var now: Int64 = 1000
    private var sessions: [UInt64: Session] = [:]
    private var running: [IncomingCall] = []
    private var queued: Set<Call> = []
    private var begun: Set<Call> = []

    init() {
        var lastID: UInt64 = 0
        table = SessionTable(limits: Self.limits) {
            lastID += 1
            return lastID
        }
    }

    mutating func step(_ choices: inout Choices) {
        switch choices.below(12) {
        case 0: greet(&choices)
        case 1, 2, 3: request(&choices)
        case 4: finish(&choices)
        case 5: now += Int64(choices.byte()) * 16
        case 6: startQueued()
        case 7: cancel(&choices)
        case 8: check()
        case 9: hear(&choices)
        case 10: lose(&choices)
        default: drainOrClose(&choices)
        }
        compare()
    }

    /// Whatever happened, all that runs can end, and then nothing is left over.
    mutating func end() {
        _ = table.drain()
        closeWaitingReads()
        repeat {
            while let incoming = running.popLast() { finish(incoming) }
            startQueued()
        } while !running.isEmpty
        compare()
        let isIdle = table.isIdle && queued.isEmpty && table.open.byteCount == 0
        expect(isIdle, "something is held that nobody will start")
        expect(sessions.values.allSatisfy(\.unanswered.isEmpty), "a call without an answer")
    }

    // MARK: Events

    private mutating func greet(_ choices: inout Choices) {
        let place = choices.below(Self.peers.count)
        let (peer, client) = (Self.peers[place], Self.clients[place % 2])
        frameCame(from: peer)
        let versions: [UInt64] = choices.byte() < 250 ? [9, 1] : [9]
        let hello = HelloHeader(versions: versions, library: "", libraryVersion: "", instance: "")
        switch table.hello(hello, from: peer, client: client, nowMilliseconds: now) {
        case .welcome(let id, let former):
            expect(versions.contains(1) && !table.isDraining, "a welcome that should not be")
            expect(sessions[id] == nil && id != 0, "a session id comes twice")
            expect(former.count == dropSession(of: peer), "a former session's calls are lost")
            sessions[id] = Session(
                peer: peer,
                client: client,
                tokens: TokenBook(Self.limits.tokens, Self.limits.tokenBytes)
            )
        case .reset(let reason):
            if reason == .overloaded {
                let own = sessions.values.filter { $0.client == client }.count
                let isFull =
                    sessions.count == Self.limits.sessions
                    || own == Self.limits.sessionsOfPrincipal
                expect(isFull, "a session is refused though there is room")
            } else {
                expect(reason == .version && !versions.contains(1), "a reset for \(reason)")
            }
        case .goAway: expect(table.isDraining, "it says that it goes and does not")
        }
    }

    private mutating func request(_ choices: inout Choices) {
        let (id, peer, client) = claim(&choices)
        let last = sessions[id]?.lastCallID ?? 0
        let callID = choices.byte() < 240 ? last + UInt64(choices.below(3)) : choices.number() >> 1
        guard choices.byte() < 240 else {
            return refuseUnreadable(Call(session: id, id: callID), last, peer, client)
        }
        let kind: MethodKind? =
            choices.byte() < 8 ? nil : choices.pick(MethodKind.allCases)
        let expiry: Int64? =
            switch choices.byte() {
            case 0..<128: nil
            case 128..<250: now + Int64(choices.byte()) * 8 - 64
            default: Int64(bitPattern: choices.number())
            }
        let number: UInt64? = choices.flag() ? UInt64(choices.below(6)) : nil
        let token: String? =
            choices.flag() ? String(repeating: "t", count: choices.below(26)) : nil
        let header = RequestHeader(
            callID: callID,
            sessionID: id,
            method: "fuzz.v1/Do",
            expiresAtMilliseconds: expiry,
            token: token,
            tokenNumber: number
        )
        let outcome = table.request(
            header,
            body: Array(repeating: 0, count: choices.below(90)),
            kind: kind,
            principal: Principal(
                name: client == Self.clients[0] ? "a" : "b",
                tenant: nil,
                grants: []
            ),
            from: peer,
            client: client,
            nowMilliseconds: now
        )
        let isOwner = sessions[id]?.peer == peer && sessions[id]?.client == client
        let isNew = isOwner && callID > last
        if isNew {
            sessions[id]?.lastCallID = callID
            if let token, let number { sessions[id]?.tokens.insert(token, number) }
        }
        let known = token ?? number.flatMap { sessions[id]?.tokens[$0] }
        takeEvicted()
        take(outcome, Call(session: id, id: callID), isOwner: isOwner, isNew: isNew, token: known)
    }

    private mutating func takeEvicted() {
        for (call, session) in table.evicted {
            expect(sessions[call.sessionID]?.peer == session.peer, "a refusal goes astray")
            let isRunning = running.contains { $0 === call }
            expect(isRunning == (call.kind == .waitingRead), "a running call makes room")
            answer(call, queued.remove(Self.call(call)) != nil || isRunning)
        }
        table.evicted = []
    }

    /// A request came of which no more than its call can be read.
    private mutating func refuseUnreadable(
        _ call: Call,
        _ last: UInt64,
        _ peer: RoutingID,
        _ client: ClientIdentity
    ) {
        let isOwner =
            sessions[call.session]?.peer == peer && sessions[call.session]?.client == client
        let outcome = table.unreadable(call.id, sessionID: call.session, from: peer, client: client)
        let expected: SessionTable.Unreadable =
            !isOwner ? .unknownSession : call.id > last ? .answered : .dropped
        expect(outcome == expected, "\(outcome) for a request that can't be read")
        if outcome == .answered { sessions[call.session]?.lastCallID = call.id }
    }

    private mutating func take(
        _ outcome: SessionTable.Outcome,
        _ call: Call,
        isOwner: Bool,
        isNew: Bool,
        token: String?
    ) {
        switch outcome {
        case .reset: expect(!isOwner, "an owner is told that there is no session")
        case .dropped: expect(isOwner && !isNew, "a new call is dropped")
        case .refused, .full: expect(isNew, "a replayed call is answered")
        case .start(let incoming):
            expect(isNew && incoming.token == token, "a call begins with another token")
            sessions[call.session]?.unanswered.insert(call.id)
            begin(incoming)
        case .queued:
            expect(isNew, "a replayed call waits")
            sessions[call.session]?.unanswered.insert(call.id)
            queued.insert(call)
        }
    }

    private mutating func begin(_ incoming: IncomingCall) {
        let call = Call(session: incoming.sessionID, id: incoming.callID)
        expect(begun.insert(call).inserted, "a call begins twice")
        expect(!incoming.state.isExpired(nowMilliseconds: now), "a call begins too late")
        let latest = now + Self.limits.longestTimeoutMilliseconds
        expect(incoming.expiresAtMilliseconds <= latest, "a call may last too long")
        running.append(incoming)
    }

    private mutating func finish(_ choices: inout Choices) {
        guard !running.isEmpty else { return }
        finish(running.remove(at: choices.below(running.count)))
    }

    private mutating func finish(_ incoming: IncomingCall) {
        let isAwaited = sessions[incoming.sessionID]?.unanswered.remove(incoming.callID) != nil
        let peer = table.finished(incoming)?.peer
        let expected = isAwaited ? sessions[incoming.sessionID]?.peer : nil
        expect(peer == expected, "an answer goes to \(String(describing: peer))")
    }

    private mutating func startQueued() {
        while let turn = table.next(nowMilliseconds: now) {
            switch turn {
            case .start(let incoming):
                let call = Call(session: incoming.sessionID, id: incoming.callID)
                expect(queued.remove(call) != nil, "a call begins that did not wait")
                begin(incoming)
            case .refuse(let incoming, let peer, _):
                expect(sessions[incoming.sessionID]?.peer == peer, "a refusal goes astray")
                answer(incoming, queued.remove(Self.call(incoming)) != nil)
            case .revoked: expect(false, "no key was revoked")
            }
        }
        let isFull = table.running == Self.limits.running
        expect(isFull || queued.isEmpty, "a call waits though there is room")
    }

    private mutating func cancel(_ choices: inout Choices) {
        let (id, peer, client) = claim(&choices)
        let callID = (sessions[id]?.lastCallID ?? 9) &- UInt64(choices.below(4))
        let header = CancelHeader(callID: callID, sessionID: id)
        let cancelled = table.cancel(header, from: peer, client: client)
        let isOwner = sessions[id]?.peer == peer && sessions[id]?.client == client
        let isOpen = isOwner && sessions[id]?.unanswered.contains(callID) == true
        expect((cancelled != nil) == isOpen, "a foreign call is cancelled, or an own one is not")
        switch cancelled {
        case .running(let state): state.cancel()
        case .queued(let incoming): answer(incoming, queued.remove(Self.call(incoming)) != nil)
        case nil: break
        }
    }

    private mutating func check() {
        let check = table.check(nowMilliseconds: now)
        for ping in check.pings { sessions[ping.header.sessionID]?.asked = ping.header.nonce }
        for state in check.expired { state.cancel() }
        for (incoming, peer) in check.late {
            expect(sessions[incoming.sessionID]?.peer == peer, "a refusal goes astray")
            expect(incoming.state.isExpired(nowMilliseconds: now), "a call is late too early")
            answer(incoming, queued.remove(Self.call(incoming)) != nil)
        }
        for id in check.dead {
            let states = table.drop(sessionID: id)
            expect(states.count == forget(id), "a dead session's calls are lost")
        }
    }

    /// A sign of life, bytes that leave, or the proof that they were read.
    private mutating func hear(_ choices: inout Choices) {
        let (id, peer, client) = claim(&choices)
        switch choices.below(3) {
        case 0:
            if table.owns(id, peer: peer, client: client) { table.heard(id, nowMilliseconds: now) }
        case 1:
            let verdict = table.sent(Int(choices.byte()), to: peer, nowMilliseconds: now)
            guard let session = table.session(of: peer)?.id else {
                return expect(verdict == .fine, "nobody is asked")
            }
            if case .ask(let nonce) = verdict { sessions[session]?.asked = nonce }
        default:
            guard table.owns(id, peer: peer, client: client), let session = sessions[id] else {
                return
            }
            let nonce = choices.byte() < 200 ? session.asked : choices.number()
            table.pong(
                PongHeader(nonce: nonce, sessionID: id, nowMilliseconds: 0),
                nowMilliseconds: now
            )
        }
    }

    private mutating func lose(_ choices: inout Choices) {
        guard choices.byte() > 160, let peer = choices.pick(Self.peers) else { return }
        let states = table.drop(peer: peer)
        expect(states.count == dropSession(of: peer), "a lost connection's calls are lost")
    }

    private mutating func drainOrClose(_ choices: inout Choices) {
        switch choices.byte() {
        case 250...: expect(table.drain().count == sessions.count, "not all are told")
        case 200..<250: closeWaitingReads()
        default: break
        }
    }

    private mutating func closeWaitingReads() {
        for closed in table.closeWaitingReads() {
            expect(sessions[closed.sessionID]?.peer == closed.peer, "a refusal goes astray")
            let isOpen = sessions[closed.sessionID]?.unanswered.remove(closed.callID) != nil
            expect(isOpen, "a read is closed that was not open")
            closed.3.cancel()
        }
    }

    // MARK: The book

    private mutating func frameCame(from peer: RoutingID) {
        let own = sessions.first { $0.value.peer == peer }
        expect(table.frame(from: peer)?.id == own?.key, "a frame meets another session")
    }

    /// Who sends it: mostly the owner of the session that it names.
    private mutating func claim(
        _ choices: inout Choices
    ) -> (session: UInt64, RoutingID, ClientIdentity) {
        let claim = chooseClaim(&choices)
        frameCame(from: claim.1)
        return claim
    }

    private func chooseClaim(
        _ choices: inout Choices
    ) -> (session: UInt64, RoutingID, ClientIdentity) {
        let known = sessions.keys.sorted()
        guard choices.byte() < 230, let id = choices.pick(known), let session = sessions[id] else {
            return (
                choices.flag() ? choices.number() : choices.pick(known) ?? 0,
                Self.peers[choices.below(Self.peers.count)], Self.clients[choices.below(2)]
            )
        }
        return (id, session.peer, session.client)
    }

    private static func call(_ incoming: IncomingCall) -> Call {
        Call(session: incoming.sessionID, id: incoming.callID)
    }

    private mutating func answer(_ incoming: IncomingCall, _ didWait: Bool) {
        let isOpen = sessions[incoming.sessionID]?.unanswered.remove(incoming.callID) != nil
        expect(isOpen && didWait, "an answer that nobody waits for")
    }

    /// Takes a session out of the book.
    ///
    /// - Returns: How many calls it had open.
    private mutating func forget(_ id: UInt64) -> Int {
        queued = queued.filter { $0.session != id }
        return sessions.removeValue(forKey: id)?.unanswered.count ?? 0
    }

    private mutating func dropSession(of peer: RoutingID) -> Int {
        sessions.first { $0.value.peer == peer }.map { forget($0.key) } ?? 0
    }

    private func compare() {
        let limits = Self.limits
        expect(table.sessions.count == sessions.count, "another number of sessions")
        expect(sessions.count <= limits.sessions, "too many sessions")
        let handled = Set(running.map(Self.call))
        for (id, known) in sessions {
            guard let session = table.sessions[id] else { fatalError("session \(id) is gone") }
            expect(Set(session.calls.ids) == known.unanswered, "other calls are unanswered")
            let (reads, waiting) = (session.waitingReads.keys, session.waitingReads.count)
            expect(known.unanswered.isSuperset(of: reads), "a read that is none")
            expect(waiting <= limits.waitingReadsInSession, "too many reads wait in a session")
            expect(known.unanswered.count - waiting <= limits.inFlight, "too many in flight")
            for call in known.unanswered {
                let call = Call(session: id, id: call)
                expect(queued.contains(call) || handled.contains(call), "a forgotten call")
            }
        }
        let reads = running.filter { $0.kind == .waitingRead }
        // One that made room for another gave its place back already, though its handler still ends.
        let waiting = reads.count { $0.state.isRunning }
        expect(table.waitingReads == waiting, "another number of waiting reads")
        expect(waiting <= limits.waitingReads, "too many waiting reads")
        expect(table.running == running.count - reads.count, "another number of running calls")
        expect(table.running <= limits.running, "too many running calls")
        expect(table.queued == queued.count && queued.count <= limits.queued, "a wrong queue")
    }
}
