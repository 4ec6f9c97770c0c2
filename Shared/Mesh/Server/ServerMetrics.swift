import OctopusContract
import CoreMetrics

/// What a server counts, under the names that `Stats` and dashboards know.
///
/// Calls are counted by who handles them, refusals that no handler saw here. Methods that don't exist
/// share one name, or a peer could fill the memory with invented ones.
final class ServerMetrics {
    private struct Refused: Hashable {
        let status: Status
        let method: String
    }

    private let service: String
    private var refusals: [Refused: Counter] = [:]
    private var resets: [ResetReason: Counter] = [:]
    private let receivedBytes: Counter
    private let sentBytes: Counter
    private let malformedFrames: Counter
    private let droppedRequests: Counter
    private let acceptFailures: Counter
    private let handshakeFailures: Counter
    private let sessions: Gauge
    private let running: Gauge
    private let queued: Gauge
    private let waitingReads: Gauge

    init(service: String) {
        self.service = service
        let dimensions = [("service", service)]
        func counter(_ name: String) -> Counter {
            Counter(label: "mesh_server_" + name, dimensions: dimensions)
        }
        func gauge(_ name: String) -> Gauge {
            Gauge(label: "mesh_server_" + name, dimensions: dimensions)
        }
        receivedBytes = counter("received_bytes")
        sentBytes = counter("sent_bytes")
        malformedFrames = counter("malformed_frames")
        droppedRequests = counter("dropped_requests")
        acceptFailures = counter("accept_failures")
        handshakeFailures = counter("handshake_failures")
        sessions = gauge("sessions")
        running = gauge("running_calls")
        queued = gauge("queued_calls")
        waitingReads = gauge("waiting_reads")
    }

    func received(_ byteCount: Int) { receivedBytes.increment(by: byteCount) }
    func sent(_ byteCount: Int) { sentBytes.increment(by: byteCount) }
    func malformed() { malformedFrames.increment() }
    func dropped() { droppedRequests.increment() }

    /// Counts a refusal that no handler saw; `method` is nil for one that does not exist.
    func refused(_ status: Status, method: String?) {
        let method = method ?? "unknown"
        refusals.value(for: Refused(status: status, method: method)) {
            Counter(
                label: "mesh_server_refusals",
                dimensions: [("service", service), ("method", method), ("status", status.name)]
            )
        }.increment()
    }

    func reset(_ reason: ResetReason) {
        resets.value(for: reason) {
            Counter(
                label: "mesh_server_resets",
                dimensions: [("service", service), ("reason", reason.rawValue)]
            )
        }.increment()
    }

    func record(_ event: SocketEvent) {
        if event == .acceptFailed {
            acceptFailures.increment()
        } else {
            handshakeFailures.increment()
        }
    }

    func record(_ load: ServerLoad) {
        sessions.record(load.sessions)
        running.record(load.running)
        queued.record(load.queued)
        waitingReads.record(load.waitingReads)
    }
}

extension Dictionary {
    /// The value of a key, made at its first use.
    fileprivate mutating func value(for key: Key, _ make: () -> Value) -> Value {
        if let value = self[key] { return value }
        let value = make()
        self[key] = value
        return value
    }
}
