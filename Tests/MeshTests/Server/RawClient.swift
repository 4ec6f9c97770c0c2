import COctopusZeroMQ
import Glibc
import Synchronization

@testable import OctopusMesh

/// A client as another language would write it: libzmq itself, bytes, and nothing of ours but the
/// frames' coder.
///
/// Its calls block, so they run on threads of their own and not on a task's.
final class RawClient: @unchecked Sendable {
    enum Kind: Int32 { case dealer = 5, request = 3 }

    private let context: UnsafeMutableRawPointer
    private let socket: UnsafeMutableRawPointer
    private let monitor: UnsafeMutableRawPointer
    private(set) var sessionID: UInt64 = 0

    static let patienceMilliseconds: Int32 = 5000

    init(
        to endpoint: String,
        serverKey: CurvePublicKey,
        keys: CurveKeyPair = .generate(),
        kind: Kind = .dealer,
        routingID: String? = nil
    ) {
        context = zmq_ctx_new()
        socket = zmq_socket(context, kind.rawValue)
        zmq_socket_monitor(socket, "inproc://events", ZMQ_EVENT_ALL)
        monitor = zmq_socket(context, ZMQ_PAIR)
        for handle in [socket, monitor] {
            Self.set(handle, ZMQ_LINGER, 0)
            Self.set(handle, ZMQ_RCVTIMEO, Self.patienceMilliseconds)
            Self.set(handle, ZMQ_SNDTIMEO, Self.patienceMilliseconds)
        }
        zmq_connect(monitor, "inproc://events")
        Self.set(socket, ZMQ_CURVE_SERVERKEY, serverKey.z85)
        Self.set(socket, ZMQ_CURVE_PUBLICKEY, keys.publicKey.z85)
        Self.set(socket, ZMQ_CURVE_SECRETKEY, keys.secretKey)
        Self.set(socket, ZMQ_RCVHWM, 0)
        if let routingID { Self.set(socket, ZMQ_ROUTING_ID, routingID) }
        zmq_connect(socket, endpoint)
    }

    deinit {
        zmq_socket_monitor(socket, nil, 0)
        zmq_close(monitor)
        zmq_close(socket)
        zmq_ctx_term(context)
    }

    static func set(_ handle: UnsafeMutableRawPointer, _ option: Int32, _ value: Int32) {
        var value = value
        zmq_setsockopt(handle, option, &value, 4)
    }

    private static func set(_ handle: UnsafeMutableRawPointer, _ option: Int32, _ text: String) {
        zmq_setsockopt(handle, option, text, text.utf8.count)
    }

    // MARK: Messages

    func send(_ header: FrameHeader, body: [UInt8] = []) {
        send([Frame(header, body: body).serialized()])
    }

    func send(_ parts: [[UInt8]]) {
        for (index, part) in parts.enumerated() {
            zmq_send(socket, part, part.count, index < parts.count - 1 ? ZMQ_SNDMORE : 0)
        }
    }

    /// The next message's parts; empty if none came in time.
    func receiveParts(withinMilliseconds patience: Int32 = patienceMilliseconds) async -> [[UInt8]]
    {
        await blocking { [self] in
            Self.set(socket, ZMQ_RCVTIMEO, patience)
            return Self.receive(from: socket)
        }
    }

    /// The next frame; nil if none came in time, or it was none.
    func receive(withinMilliseconds patience: Int32 = patienceMilliseconds) async -> Frame? {
        let parts = await receiveParts(withinMilliseconds: patience)
        return parts.last.flatMap { try? Frame(parsing: $0) }
    }

    /// The next reply, whatever else comes before it.
    func receiveReply() async -> (header: ReplyHeader, body: [UInt8])? {
        while let frame = await receive() {
            if case .reply(let header) = frame.header { return (header, frame.body) }
        }
        return nil
    }

    func receiveReset() async -> ResetHeader? {
        while let frame = await receive() {
            if case .reset(let header) = frame.header { return header }
        }
        return nil
    }

    /// Waits for a monitor's event.
    func sees(_ event: Int32) async -> Bool {
        await blocking { [self] in
            while true {
                let parts = Self.receive(from: monitor)
                guard let first = parts.first, first.count >= 2 else { return false }
                if Int32(first[0]) | Int32(first[1]) << 8 == event { return true }
            }
        }
    }

    private static func receive(from handle: UnsafeMutableRawPointer) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var message = zmq_msg_t()
        zmq_msg_init(&message)
        defer { zmq_msg_close(&message) }
        repeat {
            guard zmq_msg_recv(&message, handle, 0) >= 0 else { return parts }
            let bytes = UnsafeRawBufferPointer(
                start: zmq_msg_data(&message),
                count: zmq_msg_size(&message)
            )
            parts.append(Array(bytes))
        } while zmq_msg_more(&message) != 0
        return parts
    }

    // MARK: Sessions

    func sayHello(versions: [UInt64] = [1]) {
        send(
            .hello(
                HelloHeader(
                    versions: versions,
                    library: "raw",
                    libraryVersion: "1",
                    instance: "test"
                )
            )
        )
    }

    /// Says HELLO.
    ///
    /// - Parameter versions: What it claims to speak.
    /// - Returns: The answer.
    func hello(versions: [UInt64] = [1]) async -> Frame? {
        sayHello(versions: versions)
        return await receive()
    }

    /// Says HELLO and keeps the session that WELCOME opens.
    @discardableResult
    func open() async -> WelcomeHeader? {
        guard case .welcome(let welcome) = await hello()?.header else { return nil }
        sessionID = welcome.sessionID
        return welcome
    }

    func request(
        _ callID: UInt64,
        _ method: String,
        body: [UInt8] = [],
        expiresInMilliseconds: Int64? = nil,
        token: String? = nil,
        tokenNumber: UInt64? = nil,
        sessionID: UInt64? = nil
    ) {
        var header = RequestHeader(
            callID: callID,
            sessionID: sessionID ?? self.sessionID,
            method: method
        )
        header.expiresAtMilliseconds = expiresInMilliseconds.map {
            MonotonicClock.nowMilliseconds + $0
        }
        header.token = token
        header.tokenNumber = tokenNumber
        send(.request(header), body: body)
    }
}

/// Runs what blocks on a thread of its own.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let hasStarted = ThreadLife().start(name: "blocking") {
            continuation.resume(returning: body())
        }
        precondition(hasStarted, "no more threads")
    }
}
