import COctopusZeroMQ
import OctopusContract
import Synchronization

@testable import OctopusMesh

/// A service that does what a test tells it to: a bare ROUTER under CURVE.
///
/// It welcomes, answers PING and keeps what it receives; what becomes of a REQUEST the script says.
final class ScriptedService: SocketOwner, @unchecked Sendable {
    /// What it does with a request.
    enum Act: Sendable {
        case reply(Status, Effect, body: [UInt8])
        case answer(ReplyHeader, body: [UInt8])
        /// A REPLY's header, as bytes of which any may be wrong.
        case raw([UInt8])
        case reset
        case goAway
        case ignore
        /// The process forgets all sessions, as if it were another one.
        case forget
    }

    typealias Script = @Sendable (RequestHeader, [UInt8]) -> [Act]

    struct Facts {
        var service = "echo"
        var shard = 0
        var inFlight = 128
        var maxBodyBytes = 1 << 20
        var answersPing = true
        var answersHello = true
        var speaksCurve = true
    }

    let keys: CurveKeyPair
    let endpoint: String
    /// Every frame that came, in order.
    let frames: AsyncStream<Frame>
    private let arrived: AsyncStream<Frame>.Continuation
    private let thread: SocketThread
    private let facts: Facts
    private let script: Script

    // On the thread.
    private var socket: ZMQSocket?
    private let message = ZMQMessage()
    private var sessions: Set<UInt64> = []
    private var lastRoute: [UInt8] = []
    private static let nextSession = Atomic<UInt64>(1)

    /// Starts it, on a port of the system's choice if none is given.
    init(
        keys: CurveKeyPair = .generate(),
        endpoint: String = "tcp://127.0.0.1:0",
        facts: Facts = Facts(),
        script: @escaping Script = ScriptedService.echo
    ) throws {
        self.keys = keys
        self.facts = facts
        self.script = script
        (frames, arrived) = AsyncStream.makeStream()
        thread = try SocketThread(name: "scripted")
        let bound = Mutex("")
        let socket = try ZMQSocket(.router, in: thread)
        if endpoint.contains("[") { try socket.set(ZMQ_IPV6, Int32(1)) }
        if facts.speaksCurve {
            try socket.set(ZMQ_CURVE_SERVER, Int32(1))
            try socket.set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        }
        try socket.set(ZMQ_LINGER, Int32(0))
        try socket.set(ZMQ_ROUTER_MANDATORY, Int32(1))
        try socket.bind(endpoint)
        bound.withLock { $0 = socket.lastEndpoint }
        self.endpoint = bound.withLock { $0 }
        self.socket = socket
        try thread.attach(self)
    }

    static let echo: Script = { header, body in
        [.reply(.ok, .committed, body: body)]
    }

    var shard: MeshMap.Shard { MeshMap.Shard(endpoint: endpoint, publicKey: keys.publicKey) }

    var map: MeshMap { MeshMap(services: ["echo": [shard]]) }

    /// Closes the socket, as the end of the process would.
    func stop() async {
        await thread.stop()
        arrived.finish()
    }

    /// Blocks its thread until the block returns: the program hangs, its I/O thread does not.
    func hang(_ body: @escaping @Sendable () -> Void) {
        thread.perform(body)
    }

    /// Answers a call that the script ignored.
    func answerLate(_ header: ReplyHeader, body: [UInt8]) {
        thread.perform { [self] in send(.reply(header), body: body, to: lastRoute) }
    }

    /// The next requests, without HELLO and PING.
    func requests(_ count: Int) async -> [RequestHeader] {
        var requests: [RequestHeader] = []
        for await frame in frames {
            if case .request(let header) = frame.header { requests.append(header) }
            if requests.count == count { break }
        }
        return requests
    }

    // MARK: On the thread

    func attach(to thread: SocketThread) throws {
        if let socket { thread.watch(socket, for: self) }
    }

    func receive(from socket: ZMQSocket, budget: Int) {
        while socket.receive(into: message) {
            let route = message.array
            lastRoute = route
            guard message.hasMore, socket.receive(into: message),
                let frame = try? Frame(parsing: message.bytes)
            else { continue }
            arrived.yield(frame)
            handle(frame, from: route)
        }
    }

    private func handle(_ frame: Frame, from route: [UInt8]) {
        switch frame.header {
        case .hello where facts.answersHello:
            let id = Self.nextSession.add(1, ordering: .relaxed).newValue
            sessions.insert(id)
            send(
                .welcome(
                    WelcomeHeader(
                        version: 1,
                        sessionID: id,
                        service: facts.service,
                        shard: facts.shard,
                        contractHash: [],
                        nowMilliseconds: MonotonicClock.nowMilliseconds,
                        maxHeaderBytes: 16 * 1024,
                        maxBodyBytes: facts.maxBodyBytes,
                        inFlight: facts.inFlight
                    )
                ),
                to: route
            )
        case .ping(let ping) where facts.answersPing:
            guard sessions.contains(ping.sessionID) else {
                return send(
                    .reset(ResetHeader(sessionID: ping.sessionID, reason: "unknownSession")),
                    to: route
                )
            }
            send(
                .pong(
                    PongHeader(
                        nonce: ping.nonce,
                        sessionID: ping.sessionID,
                        nowMilliseconds: MonotonicClock.nowMilliseconds
                    )
                ),
                to: route
            )
        case .request(let request):
            guard sessions.contains(request.sessionID) else { return reset(request, to: route) }
            for act in script(request, frame.body) { perform(act, request, to: route) }
        default:
            break
        }
    }

    private func perform(_ act: Act, _ request: RequestHeader, to route: [UInt8]) {
        switch act {
        case .reply(let status, let effect, let body):
            let header = ReplyHeader(callID: request.callID, status: status, effect: effect)
            send(.reply(header), body: body, to: route)
        case .answer(let header, let body): send(.reply(header), body: body, to: route)
        case .raw(let header):
            guard let socket, socket.send(route, more: true) == .sent else { return }
            _ = socket.send([0x4F, 0x4D, 1, 4, 0, 0, 0, UInt8(header.count)] + header)
        case .reset: reset(request, to: route)
        case .goAway: send(.goAway(reason: "draining"), to: route)
        case .ignore: break
        case .forget: sessions = []
        }
    }

    private func reset(_ request: RequestHeader, to route: [UInt8]) {
        sessions.remove(request.sessionID)
        send(
            .reset(
                ResetHeader(
                    sessionID: request.sessionID,
                    reason: "unknownSession",
                    callID: request.callID
                )
            ),
            to: route
        )
    }

    private func send(_ header: FrameHeader, body: [UInt8] = [], to route: [UInt8]) {
        guard let socket, socket.send(route, more: true) == .sent else { return }
        _ = socket.send(Frame(header, body: body).serialized())
    }

    func performPending(budget: Int) -> Bool { false }
    var hasPending: Bool { false }
    var nextDeadlineMilliseconds: Int64? { nil }
    func deadlinePassed(nowMilliseconds: Int64) {}

    func detach(from thread: SocketThread) {
        if let socket {
            thread.unwatch(socket)
            socket.close()
        }
        socket = nil
    }
}
