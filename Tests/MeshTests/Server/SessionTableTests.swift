import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusMesh

/// The server's decisions, without a socket.
@Suite struct SessionTableTests {
    private static let one = ClientIdentity(
        key: CurveKeyPair.generate().publicKey,
        address: "127.0.0.1"
    )
    private static let two = ClientIdentity(
        key: CurveKeyPair.generate().publicKey,
        address: "127.0.0.2"
    )
    private static let hello = HelloHeader(
        versions: [1],
        library: "l",
        libraryVersion: "1",
        instance: "i"
    )
    private static let principal = Principal(name: "one", tenant: nil, grants: [])

    private func table(_ limits: ServerLimits = ServerLimits()) -> SessionTable {
        var next: UInt64 = 100
        return SessionTable(limits: limits) {
            next += 1
            return next
        }
    }

    private func open(
        _ table: inout SessionTable,
        _ number: UInt32,
        _ client: ClientIdentity
    )
        -> UInt64
    {
        let greeting = table.hello(
            Self.hello,
            from: RoutingID(number: number),
            client: client,
            nowMilliseconds: 0
        )
        guard case .welcome(let id, _) = greeting else { return 0 }
        return id
    }

    private func request(
        _ table: inout SessionTable,
        _ session: UInt64,
        _ call: UInt64,
        from number: UInt32,
        _ client: ClientIdentity,
        kind: MethodKind = .command
    ) -> SessionTable.Outcome {
        table.request(
            RequestHeader(callID: call, sessionID: session, method: "t.v1/M"),
            body: [],
            kind: kind,
            principal: Self.principal,
            from: RoutingID(number: number),
            client: client,
            nowMilliseconds: 0
        )
    }

    @Test func `a session belongs to one connection and one key`() {
        var table = table()
        let id = open(&table, 1, Self.one)
        #expect(table.owns(id, peer: RoutingID(number: 1), client: Self.one))
        #expect(!table.owns(id, peer: RoutingID(number: 2), client: Self.one))
        #expect(!table.owns(id, peer: RoutingID(number: 1), client: Self.two))
        #expect(!table.owns(id + 1, peer: RoutingID(number: 1), client: Self.one))
    }

    @Test func `a second greeting on a connection ends its first session and what ran there`() {
        var table = table()
        let first = open(&table, 1, Self.one)
        guard case .start(let call) = request(&table, first, 1, from: 1, Self.one) else {
            Issue.record("not started")
            return
        }
        let greeting = table.hello(
            Self.hello,
            from: RoutingID(number: 1),
            client: Self.one,
            nowMilliseconds: 0
        )
        guard case .welcome(let second, let former) = greeting else {
            Issue.record("not welcome")
            return
        }
        #expect(second != first && former.count == 1 && table.sessions.count == 1)
        // The handler answers in vain, but its place is free again.
        #expect(table.running == 1)
        #expect(table.finished(call) === nil)
        #expect(table.running == 0)
    }

    @Test func `sessions are limited for all and for each principal`() {
        var limits = ServerLimits()
        limits.sessions = 3
        limits.sessionsOfPrincipal = 2
        var table = table(limits)
        let first = open(&table, 1, Self.one)
        #expect(first != 0)
        #expect(open(&table, 2, Self.one) != 0)
        #expect(open(&table, 3, Self.one) == 0)
        #expect(open(&table, 4, Self.two) != 0)
        #expect(open(&table, 5, Self.two) == 0)
        _ = table.drop(sessionID: first)
        #expect(open(&table, 6, Self.one) != 0)
    }

    @Test func `an answer is given once`() {
        var table = table()
        let id = open(&table, 1, Self.one)
        guard case .start(let call) = request(&table, id, 1, from: 1, Self.one) else {
            Issue.record("not started")
            return
        }
        #expect(table.close(call)?.peer == RoutingID(number: 1))
        #expect(table.finished(call) === nil)
    }

    @Test func `what waits is refused in its turn if it expired or was cancelled`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits)
        let id = open(&table, 1, Self.one)
        guard case .start(let running) = request(&table, id, 1, from: 1, Self.one) else {
            Issue.record("not started")
            return
        }
        for call in UInt64(2)...4 { _ = request(&table, id, call, from: 1, Self.one) }
        #expect(table.queued == 3)
        table.sessions[id]?.cancel(callID: 2)?.cancel()
        _ = table.finished(running)
        guard case .refuse(let call, _, let refusal) = table.next(nowMilliseconds: 0) else {
            Issue.record("not refused")
            return
        }
        #expect(call.callID == 2 && refusal.reason == .cancelled)
        guard case .start(let third) = table.next(nowMilliseconds: 0) else {
            Issue.record("not started")
            return
        }
        #expect(third.callID == 3)
        #expect(table.next(nowMilliseconds: 0) == nil)
        _ = table.finished(third)
        guard case .refuse(_, _, let late) = table.next(nowMilliseconds: 40_000) else {
            Issue.record("not refused")
            return
        }
        #expect(late.reason == .deadline)
        #expect(table.isIdle)
    }

    @Test func `what waits for a session that has ended is forgotten`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits)
        let id = open(&table, 1, Self.one)
        for call in UInt64(1)...3 { _ = request(&table, id, call, from: 1, Self.one) }
        #expect(table.queued == 2)
        #expect(table.drop(sessionID: id).count == 3)
        #expect(table.queued == 0)
        let other = open(&table, 2, Self.two)
        _ = request(&table, other, 1, from: 2, Self.two)
        #expect(table.queued == 1)
    }

    @Test func `an expiry is at most the longest, and has a default`() {
        var table = table()
        let id = open(&table, 1, Self.one)
        guard case .start(let call) = request(&table, id, 1, from: 1, Self.one) else {
            Issue.record("not started")
            return
        }
        #expect(call.expiresAtMilliseconds == 30_000)
        let outcome = table.request(
            RequestHeader(
                callID: 2,
                sessionID: id,
                method: "t.v1/M",
                expiresAtMilliseconds: .max
            ),
            body: [],
            kind: .read,
            principal: Self.principal,
            from: RoutingID(number: 1),
            client: Self.one,
            nowMilliseconds: 10
        )
        guard case .start(let endless) = outcome else {
            Issue.record("not started")
            return
        }
        #expect(endless.expiresAtMilliseconds == 600_010)
    }

    /// Any sequence of events leaves the counts right.
    @Test(arguments: 0..<40) func `random events keep the counts`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var limits = ServerLimits()
        limits.running = 3
        limits.queued = 5
        limits.inFlight = 4
        limits.waitingReads = 3
        var table = table(limits)
        var open: [(id: UInt64, peer: UInt32, client: ClientIdentity)] = []
        var runningCalls: [IncomingCall] = []
        var nextCall: UInt64 = 1
        for step in 0..<400 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let client = Bool.random(using: &random) ? Self.one : Self.two
                let id = self.open(&table, UInt32(step), client)
                open.append((id, UInt32(step), client))
            case 1:
                guard let victim = open.indices.randomElement(using: &random) else { continue }
                _ = table.drop(sessionID: open.remove(at: victim).id)
            case 2, 3, 4:
                guard let index = runningCalls.indices.randomElement(using: &random) else {
                    continue
                }
                _ = table.finished(runningCalls.remove(at: index))
                while let turn = table.next(nowMilliseconds: Int64(step)) {
                    if case .start(let call) = turn { runningCalls.append(call) }
                }
            default:
                guard let session = open.randomElement(using: &random) else { continue }
                nextCall += 1
                let outcome = request(
                    &table,
                    session.id,
                    nextCall,
                    from: session.peer,
                    session.client,
                    kind: Bool.random(using: &random) ? .command : .waitingRead
                )
                if case .start(let call) = outcome { runningCalls.append(call) }
            }
            let waiting = runningCalls.filter { $0.kind == .waitingRead }.count
            #expect(table.waitingReads == waiting)
            #expect(table.running == runningCalls.count - waiting)
            #expect(table.running <= 3 && table.queued <= 5 && table.waitingReads <= 3)
        }
        for call in runningCalls { _ = table.finished(call) }
        while case .start(let call) = table.next(nowMilliseconds: 400) {
            _ = table.finished(call)
        }
        #expect(table.isIdle)
    }
}
