import COctopusZeroMQ
import OctopusContract
import Logging
import Synchronization

/// The server on its socket thread: reads frames, asks the session table, does what it says.
final class ServerCore: SocketOwner, @unchecked Sendable {
    private static let tickMilliseconds: Int64 = 250
    private static let suspectTickMilliseconds: Int64 = 50
    private static let retryMilliseconds: Int64 = 5
    /// How many answers leave together when calls come faster than they are answered.
    ///
    /// libzmq's thread is awakened once for all of them and packs them into few packets. An answer
    /// waits no longer than that many calls take, and not at all when nothing else is to be read.
    static let repliesAtOnce = 16

    struct Finished: Sendable {
        let call: IncomingCall
        let answer: CallAnswer
    }

    struct Reply {
        let answer: CallAnswer
        let callID: UInt64
        let session: ServerSession
    }

    let configuration: MeshServer.Configuration
    let principals: any PrincipalDirectory
    let handler: any CallHandler
    let outbox: Outbox<Finished>
    let endpoints = Shared<[String]>([])
    /// Where to listen, in numbers; set before the thread gets it.
    var listening: [String]
    let load = Shared(ServerLoad())
    let thread: SocketThread
    private let zapDomain: String

    // On the socket thread only. Without the checks of exclusive access, several for each frame: what
    // is marked so is changed by single statements, and nothing that they call comes back here.
    @exclusivity(unchecked) var table: SessionTable
    @exclusivity(unchecked) var held = HeldFrames()
    @exclusivity(unchecked) var replies: [Reply] = []
    @exclusivity(unchecked) var parts: PartsWatch
    @exclusivity(unchecked) var refusals = EncodedRefusals()
    private var checkedVersion: UInt64 = 0
    let metrics: ServerMetrics
    let log: ServerLog
    let routing = ZMQMessage()
    let incoming = ZMQMessage()
    let outgoing = ZMQMessage()
    @exclusivity(unchecked) private(set) var router: ZMQSocket?
    private var monitor: SocketMonitor?
    private var nextTick: Int64 = 0
    private var nextRetry: Int64 = 0
    private var drained: [CheckedContinuation<Void, Never>] = []

    init(
        _ configuration: MeshServer.Configuration,
        thread: SocketThread,
        principals: any PrincipalDirectory,
        handler: any CallHandler,
        logger: Logger
    ) {
        self.configuration = configuration
        self.thread = thread
        self.principals = principals
        self.handler = handler
        listening = configuration.endpoints
        outbox = Outbox(thread: thread)
        // Unique, so that several servers of a process are told apart by the ZAP handler.
        zapDomain =
            "\(configuration.service).\(configuration.shard).\(UInt64.random(in: 0 ... .max))"
        table = SessionTable(
            limits: configuration.limits,
            personOfToken: { handler.person(of: $0) },
            newSessionID: { UInt64.random(in: 1...UInt64.max) }
        )
        metrics = ServerMetrics(service: configuration.service)
        log = ServerLog(logger: logger)
        parts = PartsWatch(limit: 4 * configuration.limits.frame.frameBytes)
    }

    // MARK: SocketOwner

    func attach(to thread: SocketThread) throws {
        let router = try ZMQSocket(.router, in: thread)
        self.router = router
        try router.configureServer(
            keys: configuration.keys,
            zapDomain: zapDomain,
            limits: configuration.limits.frame,
            endpoints: listening
        )
        // Before binding: nobody must come in between.
        try thread.zapHandler().register(principals, domain: zapDomain)
        for endpoint in listening {
            do {
                try router.bind(endpoint)
            } catch {
                throw MeshServerError(endpoint: endpoint, number: error.number)
            }
            endpoints.update { $0.append(router.lastEndpoint) }
        }
        // After binding: telling a monitor of a failed bind spoils its error number.
        let monitor = try SocketMonitor(
            router,
            events: [
                .accepted, .disconnected, .acceptFailed, .handshakeFailedAuth,
                .handshakeFailedProtocol,
                .handshakeFailedNoDetail,
            ],
            in: thread
        )
        self.monitor = monitor
        thread.watch(monitor.reader, for: self)
        thread.watch(router, for: self)
        nextTick = MonotonicClock.nowMilliseconds + Self.tickMilliseconds
    }

    func detach(from thread: SocketThread) {
        thread.existingZAPHandler?.unregister(domain: zapDomain)
        monitor?.close()
        monitor = nil
        for id in Array(table.sessions.keys) { cancel(table.drop(sessionID: id)) }
        router?.close()
        router = nil
        resumeDrained()
    }

    func receive(from socket: ZMQSocket, budget: Int) {
        if socket === monitor?.reader {
            readMonitor(budget: budget)
        } else {
            receiveFrames(budget: budget)
            afterAnswers()
        }
    }

    func performPending(budget: Int) -> Bool {
        let isMore = outbox.drain(budget: budget) { finish($0.call, $0.answer) }
        afterAnswers()
        return isMore
    }

    /// Handlers may have answered: others have their turn, and the last one ends a drain.
    private func afterAnswers() {
        startQueued()
        sendReplies()
        if !drained.isEmpty, table.isIdle, held.isEmpty { resumeDrained() }
    }

    var hasPending: Bool { !outbox.isEmpty }

    var nextDeadlineMilliseconds: Int64? {
        held.isEmpty ? nextTick : min(nextTick, nextRetry)
    }

    func deadlinePassed(nowMilliseconds now: Int64) {
        for peer in held.waiting { releaseHeld(peer) }
        nextRetry = now + Self.retryMilliseconds
        guard now >= nextTick else { return }
        let check = table.check(nowMilliseconds: now)
        for (peer, header) in check.pings { send(Frame(.ping(header)), to: peer) }
        for id in check.dead { endSession(id, why: "no sign of life") }
        for state in check.expired { state.task?.cancel() }
        for (call, peer) in check.late {
            answerRefusal(call, Refusal(.deadline), .notStarted, to: peer)
        }
        let version = principals.version
        if version != checkedVersion {
            checkedVersion = version
            endRevoked()
        }
        for descriptor in parts.check() {
            log.endlessMessage()
            PartsWatch.end(descriptor)
        }
        // What a suspect can still send is what arrives until the next look.
        nextTick = now + (parts.hasSuspects ? Self.suspectTickMilliseconds : Self.tickMilliseconds)
        let load = ServerLoad(
            sessions: table.sessions.count,
            running: table.running,
            queued: table.queued,
            waitingReads: table.waitingReads
        )
        self.load.update { $0 = load }
        log.sumUp(nowMilliseconds: now)
        metrics.record(load)
    }

    // MARK: The end

    /// From any thread.
    func drain(reason: String, timeout: Duration) async {
        let giveUp = Task { [thread] in
            try await Task.sleep(for: timeout)
            thread.perform { self.resumeDrained() }
        }
        await withCheckedContinuation { continuation in
            thread.perform { self.beginDrain(reason: reason, continuation) }
        }
        giveUp.cancel()
    }

    private func beginDrain(reason: String, _ continuation: CheckedContinuation<Void, Never>) {
        guard router != nil else { return continuation.resume() }
        drained.append(continuation)
        for peer in table.drain() { send(Frame(.goAway(reason: reason)), to: peer) }
        for (peer, sessionID, callID, state) in table.closeWaitingReads() {
            cancel([state])
            let debugID = IncomingCall.debugID(sessionID: sessionID, callID: callID)
            reply(
                CallAnswer(Refusal(.draining), effect: .notStarted, debugID: debugID),
                callID: callID,
                to: peer
            )
        }
    }

    private func resumeDrained() {
        for continuation in drained { continuation.resume() }
        drained = []
    }

    // MARK: The monitor

    private func readMonitor(budget: Int) {
        for _ in 0..<budget {
            guard let (event, value, endpoint) = monitor?.next() else { return }
            switch event {
            case .accepted: parts.accepted(value)
            case .disconnected: parts.closed(value)
            default:
                metrics.record(event)
                log.connectionTrouble(event, value: value, endpoint: endpoint)
            }
        }
    }
}

/// A value that the socket thread changes and others read.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value { state.withLock { $0 } }
    func update(_ body: (inout sending Value) -> Void) { state.withLock { body(&$0) } }
}
