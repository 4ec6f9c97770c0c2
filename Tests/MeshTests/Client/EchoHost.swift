import OctopusContract
import FoundationEssentials
import Logging
import Synchronization

@testable import OctopusMesh

/// A real server of a service `echo`, as a process would have it.
final class EchoHost: Sendable {
    let thread: SocketThread
    let server: MeshServer
    let keys: CurveKeyPair
    let directory: EchoDirectory
    let handler = EchoHandler()

    /// Starts it, in the place of another one that has ended if one is given.
    init(after other: EchoHost? = nil, limits: ServerLimits = ServerLimits()) throws {
        thread = try SocketThread(name: "echo")
        keys = other?.keys ?? .generate()
        directory = other?.directory ?? EchoDirectory()
        server = MeshServer(
            MeshServer.Configuration(
                service: "echo",
                endpoints: [other?.server.boundEndpoint ?? "tcp://127.0.0.1:0"],
                keys: keys,
                limits: limits
            ),
            thread: thread,
            principals: directory,
            handler: handler,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try server.start()
    }

    var map: MeshMap {
        MeshMap(services: [
            "echo": [MeshMap.Shard(endpoint: server.boundEndpoint, publicKey: keys.publicKey)]
        ])
    }

    /// A client with a registered key.
    func client(
        _ change: (inout MeshClient.Configuration) -> Void = { _ in }
    ) -> MeshClient {
        let keys = CurveKeyPair.generate()
        directory.register(keys.publicKey, "test")
        return MeshClient.forTest(map, keys: keys, change)
    }

    /// Ends it as SIGKILL would end a process: nothing is drained.
    func end() async {
        handler.release()
        await thread.stop()
    }
}

/// Says back what it hears; `Hold` and `Wait` wait to be released.
final class EchoHandler: CallHandler {
    private struct State {
        var bodies: [[UInt8]] = []
        var keys: [[UInt8]: Set<UUID>] = [:]
        var holding = 0
        var cancelled = 0
        var isReleased = false
        var changes: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// What `Say` was told, in order.
    var bodies: [[UInt8]] { state.withLock { $0.bodies } }
    var keys: [[UInt8]: Set<UUID>] { state.withLock { $0.keys } }

    func release() { change { $0.isReleased = true } }

    func untilHolding(_ count: Int) async { await until { $0.holding >= count } }
    func untilCancelled(_ count: Int) async { await until { $0.cancelled >= count } }
    func untilHandled(_ count: Int) async { await until { $0.bodies.count >= count } }

    func kind(of method: String) -> MethodKind? {
        switch method {
        case "echo.v1/Say", "echo.v1/Hold": .command
        case "echo.v1/Token": .read
        case "echo.v1/Wait": .waitingRead
        default: nil
        }
    }

    func handle(_ call: IncomingCall) async -> CallAnswer {
        switch call.method {
        case "echo.v1/Hold", "echo.v1/Wait":
            change { $0.holding += 1 }
            await withTaskCancellationHandler {
                await until { $0.isReleased || Task.isCancelled }
            } onCancel: {
                change { $0.cancelled += 1 }
            }
            return CallAnswer(status: .ok, effect: .committed, body: call.body)
        case "echo.v1/Token":
            return CallAnswer(status: .ok, effect: .none, body: Array((call.token ?? "").utf8))
        default:
            change {
                $0.bodies.append(call.body)
                if let key = call.idempotencyKey { $0.keys[call.body, default: []].insert(key) }
            }
            return CallAnswer(status: .ok, effect: .committed, body: call.body)
        }
    }

    private func change(_ body: (inout sending State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            defer { state.changes = [] }
            return state.changes
        }
        for continuation in waiting { continuation.resume() }
    }

    private func until(_ condition: @Sendable (State) -> Bool) async {
        while true {
            if state.withLock({ condition($0) }) { return }
            await withCheckedContinuation { continuation in
                let holds = state.withLock { state in
                    if condition(state) { return true }
                    state.changes.append(continuation)
                    return false
                }
                if holds { continuation.resume() }
            }
        }
    }
}

/// Principals that a test registers and revokes.
final class EchoDirectory: PrincipalDirectory {
    private let principals = Mutex<[CurvePublicKey: Principal]>([:])
    private let changes = Atomic<UInt64>(0)

    func register(_ key: CurvePublicKey, _ name: String) {
        set(Principal(name: name, tenant: nil, grants: ["*"]), for: key)
    }

    func revoke(_ key: CurvePublicKey) { set(nil, for: key) }

    private func set(_ principal: Principal?, for key: CurvePublicKey) {
        principals.withLock { $0[key] = principal }
        changes.add(1, ordering: .releasing)
    }

    func principal(for key: CurvePublicKey) -> Principal? { principals.withLock { $0[key] } }

    var version: UInt64 { changes.load(ordering: .acquiring) }
}
