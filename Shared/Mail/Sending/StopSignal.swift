import Glibc
import Synchronization

/// Tells a thread that blocks that it is to come to its end.
final class StopSignal: Sendable {
    private static let patienceSeconds = 4
    /// Seconds of the machine's count; zero while it is not set.
    private let setAt = Atomic<Int>(0)

    var isSet: Bool { setAt.load(ordering: .relaxed) != 0 }

    var wasSetLongAgo: Bool {
        let moment = setAt.load(ordering: .relaxed)
        return moment != 0 && Self.seconds - moment >= Self.patienceSeconds
    }

    func set() { setAt.store(max(Self.seconds, 1), ordering: .relaxed) }

    private static var seconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
