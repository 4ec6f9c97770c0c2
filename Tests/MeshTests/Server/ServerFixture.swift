import OctopusCBOR
import OctopusContract
import Glibc
import Logging
import Synchronization

@testable import OctopusMesh

/// A server on a port that the system chose, with a handler that a test steers.
final class ServerFixture: Sendable {
    let thread: SocketThread
    let server: MeshServer
    let keys = CurveKeyPair.generate()
    let directory = TestDirectory()
    let handler: TestHandler

    init(
        limits: ServerLimits = ServerLimits(),
        handler: TestHandler = TestHandler()
    ) throws {
        thread = try SocketThread(name: "test")
        self.handler = handler
        server = MeshServer(
            MeshServer.Configuration(
                service: "test",
                shard: 3,
                endpoints: ["tcp://127.0.0.1:0"],
                keys: keys,
                contractHash: [1, 2, 3],
                limits: limits
            ),
            thread: thread,
            principals: directory,
            handler: handler,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try server.start()
    }

    /// A client with a registered key.
    func client(
        named name: String = "client",
        keys: CurveKeyPair = .generate(),
        kind: RawClient.Kind = .dealer,
        routingID: String? = nil,
        isService: Bool = false
    ) -> RawClient {
        directory.register(keys.publicKey, name, isService: isService)
        return RawClient(
            to: server.boundEndpoint,
            serverKey: self.keys.publicKey,
            keys: keys,
            kind: kind,
            routingID: routingID
        )
    }

    /// A bare TCP connection; -1 if there is none to be had.
    func connect() -> Int32 {
        guard let port = UInt16(server.boundEndpoint.split(separator: ":").last ?? "") else {
            return -1
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            return -1
        }
        return descriptor
    }

    /// Runs a test's body and ends the server and its thread, whatever comes.
    static func run(
        limits: ServerLimits = ServerLimits(),
        handler: TestHandler = TestHandler(),
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let fixture = try ServerFixture(limits: limits, handler: handler)
        do {
            try await body(fixture)
        } catch {
            await fixture.end()
            throw error
        }
        await fixture.end()
    }

    private func end() async {
        handler.gate.open()
        await server.stop()
        await thread.stop()
    }
}

/// Principals that a test registers and revokes.
final class TestDirectory: PrincipalDirectory {
    private let principals = Mutex<[CurvePublicKey: Principal]>([:])
    private let changes = Atomic<UInt64>(0)

    func register(_ key: CurvePublicKey, _ name: String, isService: Bool = false) {
        let principal = Principal(
            name: name,
            tenant: nil,
            grants: ["*"],
            publicKey: key.z85,
            isService: isService
        )
        set(principal, for: key)
    }

    func revoke(_ key: CurvePublicKey) { set(nil, for: key) }

    private func set(_ principal: Principal?, for key: CurvePublicKey) {
        principals.withLock { $0[key] = principal }
        changes.add(1, ordering: .releasing)
    }

    func principal(for key: CurvePublicKey) -> Principal? { principals.withLock { $0[key] } }

    var version: UInt64 { changes.load(ordering: .acquiring) }
}

/// Answers `Echo` at once, `Huge` with more than a frame may carry, `Token` with the token, and `Hold`, `Wait` when the gate opens.
final class TestHandler: CallHandler {
    let gate = TestGate()
    /// Principals' names, in the order in which their calls began.
    var began: [String] { names.withLock { $0 } }
    private let names = Mutex<[String]>([])

    func kind(of method: String) -> MethodKind? {
        switch method {
        case "test.v1/Echo", "test.v1/Token", "test.v1/Large": .read
        case "test.v1/Hold", "test.v1/Huge": .command
        case "test.v1/Wait": .waitingRead
        default: nil
        }
    }

    func handle(_ call: IncomingCall) async -> CallAnswer {
        names.withLock { $0.append(call.principal.name) }
        switch call.method {
        case "test.v1/Hold", "test.v1/Wait":
            await gate.wait()
            if call.state.isCancelled {
                return CallAnswer(
                    Refusal(.cancelled),
                    effect: .notStarted,
                    debugID: call.debugID
                )
            }
            return CallAnswer(status: .ok, effect: .committed, body: call.body)
        case "test.v1/Token":
            return CallAnswer(status: .ok, effect: .none, body: Array((call.token ?? "").utf8))
        case "test.v1/Huge":
            return CallAnswer(
                status: .ok,
                effect: .committed,
                body: [UInt8](repeating: 7, count: 1024 * 1024 + 1)
            )
        case "test.v1/Large":
            return CallAnswer(
                status: .ok,
                effect: .none,
                body: [UInt8](repeating: 7, count: 1_000_000)
            )
        default:
            return CallAnswer(status: .ok, effect: .none, body: call.body)
        }
    }
}

/// Lets tasks wait until it is opened, or they are cancelled.
final class TestGate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func wait() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let passes = state.withLock { state in
                    if state.isOpen || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if passes { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Lets those pass that wait now, and no others.
    func letPass() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }
}

/// The reason of an error reply.
func reason(of body: [UInt8]) -> String? {
    try? CBORDecoder().decode(ErrorReply.self, from: body).reason
}

/// Asks again and again, a millisecond apart, so that it takes no turn from what it waits for.
func eventually(_ condition: () -> Bool) async {
    while !condition() { _ = await blocking { poll(nil, 0, 1) } }
}
