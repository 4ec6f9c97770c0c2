import COctopusLinux
import Glibc
import Synchronization

/// What waits for the writer, and how its thread sleeps and is woken.
///
/// Submitting takes a short lock and writes to an eventfd only if the thread sleeps, so a
/// socket's thread may submit.
final class WriterQueue: Sendable {
    fileprivate struct State {
        var waiting: [Work] = []
        /// Before all others, and without a limit: the store's own work, of which there is little.
        var urgent: [Work] = []
        var isAsleep = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let wakeDescriptor: Int32

    init(limit: Int) throws(StoreError) {
        self.limit = limit
        wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC))
        guard wakeDescriptor >= 0 else {
            throw .inputOutput(path: "eventfd", cause: String(cString: strerror(errno)))
        }
    }

    deinit { close(wakeDescriptor) }

    var depth: Int { state.withLock { $0.waiting.count + $0.urgent.count } }

    /// - Returns: why the work was not taken; nil if it was.
    func submit(_ work: Work) -> WorkFailure? {
        let (failure, wakes) = state.withLock { state -> (WorkFailure?, Bool) in
            if state.isClosed { return (.closed, false) }
            if work.isUrgent {
                state.urgent.append(work)
            } else if state.waiting.count < limit {
                state.waiting.append(work)
            } else {
                return (.overloaded, false)
            }
            defer { state.isAsleep = false }
            return (nil, state.isAsleep)
        }
        if wakes { wake() }
        return failure
    }

    /// Takes what came meanwhile and waits for nothing.
    func takeUrgent() -> [Work] { state.withLock { $0.takeUrgent() } }

    /// Takes all that waits; sleeps while there is nothing.
    ///
    /// - Parameter waiting: how long it sleeps at most; nil is without end.
    /// - Returns: nothing if the time has passed; nil once the queue is closed and empty.
    func takeAll(waitingMilliseconds waiting: Int? = nil) -> [Work]? {
        while true {
            let (taken, ends) = state.withLock { state -> ([Work], Bool) in
                var taken = state.takeUrgent()
                if taken.isEmpty {
                    swap(&taken, &state.waiting)
                } else {
                    taken += state.waiting
                    state.waiting = []
                }
                state.isAsleep = taken.isEmpty && !state.isClosed
                return (taken, taken.isEmpty && state.isClosed)
            }
            if ends { return nil }
            if !taken.isEmpty { return taken }
            if let waiting, !isWoken(withinMilliseconds: waiting) {
                state.withLock { $0.isAsleep = false }
                return []
            }
            var count: UInt64 = 0
            while Glibc.read(wakeDescriptor, &count, 8) < 0 && errno == EINTR {}
        }
    }

    private func isWoken(withinMilliseconds limit: Int) -> Bool {
        let deadline = monotonicNanoseconds() + Int64(limit) * 1_000_000
        while true {
            let rest = max(0, deadline - monotonicNanoseconds()) / 1_000_000
            var descriptor = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&descriptor, 1, Int32(clamping: rest))
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }

    /// What waits is still done; nothing more is taken.
    func shut() {
        state.withLock { state in
            state.isClosed = true
            state.isAsleep = false
        }
        wake()
    }

    private func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(wakeDescriptor, &one, 8)
    }
}

extension WriterQueue.State {
    fileprivate mutating func takeUrgent() -> [Work] {
        var taken: [Work] = []
        swap(&taken, &urgent)
        return taken
    }
}
