import OctopusContract
import Dispatch
import FoundationEssentials
import Logging
import Synchronization

@testable import OctopusMesh

extension MeshClient {
    /// A client for a test: impatient where a test would have to wait.
    static func forTest(
        _ map: MeshMap,
        keys: CurveKeyPair = .generate(),
        _ change: (inout Configuration) -> Void = { _ in }
    ) -> MeshClient {
        var configuration = Configuration(instance: "test")
        configuration.backoff.firstMilliseconds = 20
        configuration.backoff.maximumMilliseconds = 100
        configuration.pings.busyIntervalMilliseconds = 50
        configuration.pings.idleIntervalMilliseconds = 200
        configuration.pings.patienceMilliseconds = 200
        configuration.pings.unansweredMilliseconds = 200
        change(&configuration)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return MeshClient(map: map, keys: keys, configuration: configuration, logger: quiet)
    }

    /// A command that says `body` to the scripted service.
    func say(
        _ body: [UInt8] = [1],
        kind: MethodKind = .command,
        _ options: CallOptions = .init()
    ) async throws(CallFailure) -> RawReply {
        try await call("echo.v1/Say", kind: kind, body: body, options)
    }

    /// The failure that the command must end with.
    func failureOfSaying(
        _ body: [UInt8] = [1],
        kind: MethodKind = .command,
        _ options: CallOptions = .init()
    ) async -> CallFailure? {
        do {
            _ = try await say(body, kind: kind, options)
            return nil
        } catch {
            return error
        }
    }
}

/// Counts what a script has seen; scripts run on the service's socket thread.
final class Tally: Sendable {
    private let counts = Mutex<[UUID: Int]>([:])
    private let total = Atomic<Int>(0)

    /// - Returns: How many came before this one.
    @discardableResult
    func note(_ key: UUID? = nil) -> Int {
        if let key { counts.withLock { $0[key, default: 0] += 1 } }
        return total.add(1, ordering: .relaxed).oldValue
    }

    var count: Int { total.load(ordering: .relaxed) }
    var byKey: [UUID: Int] { counts.withLock { $0 } }
}

/// Holds a thread until it is opened.
final class Latch: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func wait() { semaphore.wait() }
    func open() { semaphore.signal() }
}

/// Says to tasks that it is enough.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
