import OctopusContract
import OctopusFairTurns
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusMesh

/// Who gets what of a server that has more to do than it can: decisions, without a socket.
struct SharesTests {
    /// Some sessions of one program.
    private struct Program {
        let principal: Principal
        let client = ClientIdentity(key: CurveKeyPair.generate().publicKey, address: nil)
        var sessions: [UInt64] = []

        init(_ name: String, tenant: UUID? = nil, isService: Bool = false) {
            principal = Principal(
                name: name,
                tenant: tenant,
                grants: ["*"],
                publicKey: client.key.z85,
                isService: isService
            )
        }
    }

    private var lastNumber: UInt32 = 0
    private var lastCall: UInt64 = 0

    private func table(
        _ limits: ServerLimits = ServerLimits(),
        person: @escaping (String) -> UUID? = { _ in nil }
    ) -> SessionTable {
        var next: UInt64 = 0
        return SessionTable(limits: limits, personOfToken: person) {
            next += 1
            return next
        }
    }

    private mutating func open(
        _ table: inout SessionTable,
        _ program: inout Program,
        sessions count: Int = 1
    ) {
        for _ in 0..<count {
            lastNumber += 1
            let greeting = table.hello(
                HelloHeader(versions: [1], library: "l", libraryVersion: "1", instance: "i"),
                from: RoutingID(number: lastNumber),
                client: program.client,
                nowMilliseconds: 0
            )
            if case .welcome(let id, _) = greeting { program.sessions.append(id) }
        }
    }

    private mutating func ask(
        _ table: inout SessionTable,
        _ program: Program,
        session: Int = 0,
        _ method: String = "t.v1/M",
        kind: MethodKind = .command,
        body: Int = 0,
        token: String? = nil
    ) -> SessionTable.Outcome {
        lastCall += 1
        let id = program.sessions[session]
        return table.request(
            RequestHeader(callID: lastCall, sessionID: id, method: method, token: token),
            body: Array(repeating: 0, count: body),
            kind: kind,
            principal: program.principal,
            from: table.sessions[id]?.peer ?? RoutingID(number: 0),
            client: program.client,
            nowMilliseconds: 0
        )
    }

    /// Asks as often as may be in all sessions; tells how many run, wait and are refused.
    private mutating func flood(
        _ table: inout SessionTable,
        _ program: Program,
        kind: MethodKind = .command,
        body: Int = 0,
        calls: Int = 128
    ) -> (running: [IncomingCall], queued: Int, refused: [Fullness]) {
        var running: [IncomingCall] = []
        var queued = 0
        var refused: [Fullness] = []
        for session in program.sessions.indices {
            for _ in 0..<calls {
                switch ask(&table, program, session: session, kind: kind, body: body) {
                case .start(let call): running.append(call)
                case .queued: queued += 1
                case .full(let fullness): refused.append(fullness)
                default: Issue.record("neither started nor refused for load")
                }
            }
        }
        return (running, queued, refused)
    }

    private func isStart(_ outcome: SessionTable.Outcome) -> Bool {
        if case .start = outcome { true } else { false }
    }

    // MARK: Turns

    @Test
    mutating func
        `one program with many sessions holds half of what runs, and the next begins at once`()
    {
        var table = table()
        var greedy = Program("greedy")
        open(&table, &greedy, sessions: 16)
        let flood = flood(&table, greedy)
        #expect((256...300).contains(flood.running.count))
        #expect(flood.queued + flood.running.count + flood.refused.count == 16 * 128)
        var modest = Program("modest")
        open(&table, &modest)
        // Others wait, so it has a turn: the first, since what waits before it may not go.
        guard case .queued = ask(&table, modest) else {
            Issue.record("it did not wait for its turn")
            return
        }
        guard case .start(let call) = table.next(nowMilliseconds: 0) else {
            Issue.record("it did not begin")
            return
        }
        #expect(call.principal === modest.principal)
        #expect(table.next(nowMilliseconds: 0) == nil)
    }

    @Test mutating func `turns go by tenant, then program, then person`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits) { UUID(uuidString: $0) }
        let tenant = UUID()
        var first = Program("first", tenant: tenant)
        var second = Program("second", tenant: tenant)
        var other = Program("other", tenant: UUID())
        open(&table, &first)
        open(&table, &second)
        open(&table, &other)
        guard case .start(var running) = ask(&table, other) else {
            Issue.record("not started")
            return
        }
        let persons = [UUID(), UUID()]
        for _ in 0..<16 {
            _ = ask(&table, first, token: persons[0].uuidString)
            _ = ask(&table, first, token: persons[1].uuidString)
            _ = ask(&table, second)
            _ = ask(&table, other)
        }
        var turns: [String: Int] = [:]
        for _ in 0..<32 {
            _ = table.finished(running)
            guard case .start(let call) = table.next(nowMilliseconds: 0) else { break }
            running = call
            turns[call.principal.name + (call.token ?? ""), default: 0] += 1
        }
        #expect(turns["other"] == 16 && turns["second"] == 8)
        #expect(persons.allSatisfy { turns["first" + $0.uuidString] == 4 })
    }

    @Test mutating func `a person's many tokens are one share, unverified ones have one each`() {
        let person = UUID()
        var table = table { $0.hasPrefix("known") ? person : nil }
        var program = Program("app")
        open(&table, &program)
        var persons: Set<UUID?> = []
        for number in 0..<10 {
            for kind in ["known", "unknown"] {
                guard case .start(let call) = ask(&table, program, token: kind + "\(number)") else {
                    Issue.record("not started")
                    return
                }
                persons.insert(call.person)
            }
        }
        #expect(persons.count == 11 && persons.contains(person))
    }

    // MARK: The mesh's lane

    @Test mutating func `whatever others ask for, services' calls and Health begin at once`() {
        var table = table()
        for number in 0..<8 {
            var greedy = Program("greedy \(number)")
            open(&table, &greedy, sessions: 16)
            _ = flood(&table, greedy)
            _ = flood(&table, greedy, kind: .waitingRead)
            _ = flood(&table, greedy, body: 1024 * 1024)
        }
        var loyalty = Program("loyalty", isService: true)
        open(&table, &loyalty)
        #expect(isStart(ask(&table, loyalty, "mesh.v1/ReadEvents", kind: .waitingRead)))
        #expect(isStart(ask(&table, loyalty, "mesh.v1/RegisterReader", body: 100_000)))
        var watcher = Program("watcher")
        open(&table, &watcher)
        #expect(isStart(ask(&table, watcher, "mesh.v1/Health", kind: .read)))
        #expect(isStart(ask(&table, watcher, "mesh.v1/Stats", kind: .read)))
    }

    @Test mutating func `a program that asks for Stats without end leaves the lane to the others`()
    {
        var table = table()
        var greedy = Program("greedy")
        open(&table, &greedy, sessions: 20)
        var running = 0
        for session in 0..<20 {
            for _ in 0..<128 {
                let outcome = ask(&table, greedy, session: session, "mesh.v1/Stats", kind: .read)
                if isStart(outcome) { running += 1 }
            }
        }
        #expect((30...40).contains(running))
        var identity = Program("identity", isService: true)
        open(&table, &identity)
        #expect(isStart(ask(&table, identity, "mesh.v1/ReadEvents", kind: .waitingRead)))
        var other = Program("other")
        open(&table, &other)
        #expect(isStart(ask(&table, other)))
    }

    @Test mutating func `what a service asks for a person is no work of the mesh`() {
        var table = table()
        var service = Program("service", isService: true)
        open(&table, &service)
        guard case .start(let call) = ask(&table, service, token: "t") else {
            Issue.record("not started")
            return
        }
        #expect(call.lane == .open)
    }

    // MARK: Waiting reads and bytes

    @Test mutating func `waiting reads of many sessions of one key leave half to the others`() {
        var table = table()
        var greedy = Program("greedy")
        open(&table, &greedy, sessions: 40)
        let flood = flood(&table, greedy, kind: .waitingRead, calls: 64)
        #expect(flood.running.count < 1200)
        #expect(flood.refused.allSatisfy { $0.room == .waitingReads && $0.level != nil })
        var modest = Program("modest")
        open(&table, &modest)
        for _ in 0..<64 { #expect(isStart(ask(&table, modest, kind: .waitingRead))) }
    }

    @Test mutating func `a person's waiting reads in all sessions are as many as one session's`() {
        let (eva, ivo) = (UUID(), UUID())
        var table = table { $0.hasPrefix("eva") ? eva : ivo }
        var program = Program("widget")
        open(&table, &program, sessions: 3)
        for number in 0..<64 {
            let session = number % 2
            let started = ask(
                &table,
                program,
                session: session,
                kind: .waitingRead,
                token: "eva \(number)"
            )
            #expect(isStart(started))
        }
        let more = ask(&table, program, session: 2, kind: .waitingRead, token: "eva")
        guard case .full(let fullness) = more else {
            Issue.record("one more was taken")
            return
        }
        #expect(fullness == Fullness(room: .waitingReads, level: .person))
        #expect(isStart(ask(&table, program, session: 2, kind: .waitingRead, token: "ivo")))
        #expect(isStart(ask(&table, program, session: 2, kind: .waitingRead)))
        #expect(isStart(ask(&table, program, session: 2, token: "eva")))
    }

    @Test mutating func `where many have taken all, the one with most makes room`() {
        var limits = ServerLimits()
        limits.waitingReads = 60
        var table = table(limits)
        for number in 0..<12 {
            var greedy = Program("greedy \(number)")
            open(&table, &greedy)
            _ = flood(&table, greedy, kind: .waitingRead, calls: 64)
        }
        table.evicted = []
        var modest = Program("modest")
        open(&table, &modest)
        for _ in 0..<2 { #expect(isStart(ask(&table, modest, kind: .waitingRead))) }
        #expect(table.waitingReads <= 60)
        #expect(table.evicted.allSatisfy { $0.call.kind == .waitingRead })
        // The handler of one that made room ends later, and frees nothing twice.
        let before = table.waitingReads
        for (call, _) in table.evicted { #expect(table.finished(call) === nil) }
        #expect(table.waitingReads == before)
    }

    @Test mutating func `bytes of requests are bounded for each program`() {
        var table = table()
        var greedy = Program("greedy")
        open(&table, &greedy, sessions: 4)
        let flood = flood(&table, greedy, kind: .waitingRead, body: 1024 * 1024, calls: 64)
        #expect((30...36).contains(flood.running.count))
        #expect(flood.refused.allSatisfy { $0.room == .bytes })
        #expect(table.open.byteCount == flood.running.count * 1024 * 1024)
        var modest = Program("modest")
        open(&table, &modest)
        for _ in 0..<8 { #expect(isStart(ask(&table, modest, body: 1024 * 1024))) }
        for call in flood.running { _ = table.finished(call) }
        #expect(table.open.byteCount == 8 * 1024 * 1024)
    }

    // MARK: What nobody waits for

    @Test mutating func `a session that ends frees what waited, and its bytes, at once`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits)
        var program = Program("program")
        open(&table, &program, sessions: 2)
        for _ in 0..<20 { _ = ask(&table, program, body: 100_000) }
        for _ in 0..<10 { _ = ask(&table, program, session: 1, body: 100_000) }
        #expect(table.queued == 29 && table.open.byteCount == 3_000_000)
        _ = table.drop(sessionID: program.sessions[0])
        // What runs holds its own until it ends.
        #expect(table.queued == 10 && table.open.byteCount == 1_100_000)
        _ = table.drop(sessionID: program.sessions[1])
        #expect(table.queued == 0 && table.open.byteCount == 100_000)
    }

    @Test mutating func `what waits leaves the queue when it is taken back or expires`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits)
        var program = Program("program")
        open(&table, &program)
        for _ in 0..<4 { _ = ask(&table, program, body: 10_000) }
        let session = program.sessions[0]
        let header = CancelHeader(callID: 2, sessionID: session)
        let peer = table.sessions[session]?.peer ?? RoutingID(number: 0)
        guard case .queued(let call) = table.cancel(header, from: peer, client: program.client)
        else {
            Issue.record("it did not leave the queue")
            return
        }
        #expect(call.callID == 2 && table.queued == 2 && table.open.byteCount == 30_000)
        #expect(table.cancel(header, from: peer, client: program.client) == nil)
        let late = table.check(nowMilliseconds: 31_000).late
        #expect(Set(late.map(\.call.callID)) == [3, 4])
        #expect(table.queued == 0 && table.open.byteCount == 10_000)
    }

    @Test mutating func `a program that may not call any more has no turn`() {
        var limits = ServerLimits()
        limits.running = 1
        var table = table(limits)
        var program = Program("program")
        open(&table, &program)
        guard case .start(let running) = ask(&table, program) else {
            Issue.record("not started")
            return
        }
        _ = ask(&table, program)
        _ = table.finished(running)
        guard case .revoked(let session) = table.next(nowMilliseconds: 0, mayCall: { _ in false })
        else {
            Issue.record("it began")
            return
        }
        #expect(session.id == program.sessions[0] && table.isIdle)
    }

    // MARK: What is told

    @Test(arguments: [nil, Share.Level.whole, .tenant, .program, .person])
    func `a refusal names the share and the room, and says when to come again`(level: Share.Level?)
    {
        var encoded = EncodedRefusals()
        for room in [Fullness.Room.inFlight, .waitingReads, .queue, .bytes] {
            let fullness = Fullness(room: room, level: level)
            let refusal = fullness.refusal(ServerLimits())
            #expect(refusal.violations.map(\.rule) == [room.rawValue])
            #expect(refusal.violations.map(\.path) == [level?.description ?? "session"])
            #expect(refusal.retryAfterMilliseconds == 50)
            for debugID in ["7-1", "1234567890abcdef-1", "1234567890abcdef-18446744073709551615"] {
                let answer = encoded.answer(fullness, debugID: debugID, ServerLimits())
                #expect(answer == CallAnswer(refusal, effect: .notStarted, debugID: debugID))
            }
        }
    }
}
