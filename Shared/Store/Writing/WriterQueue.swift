import COctopusLinux
import Glibc
import OctopusFairTurns
import Synchronization

/// What waits for the writer, whose turn it is, and how its thread sleeps and is woken.
///
/// Submitting takes a short lock and writes to an eventfd only if the thread sleeps, so a
/// socket's thread may submit.
final class WriterQueue: Sendable {
    fileprivate struct State {
        /// By tenant, then program, then person, each turn counted by the time that it took.
        var waiting = FairTurns<Work>()
        /// Before all others, and without a limit: the store's own work, of which there is little.
        var urgent: [Work] = []
        var isAsleep = false
        var isClosed = false

        var count: Int { waiting.count + urgent.count }
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

    var depth: Int { state.withLock { $0.count } }

    /// - Returns: why the work was not taken; nil if it was.
    func submit(_ work: Work) -> WorkFailure? {
        let (failure, wakes) = state.withLock { state -> (WorkFailure?, Bool) in
            if state.isClosed { return (.closed, false) }
            if work.isUrgent {
                state.urgent.append(work)
            } else if state.waiting.count < limit {
                state.waiting.append(work, share: work.share)
            } else {
                return (.overloaded, false)
            }
            defer { state.isAsleep = false }
            return (nil, state.isAsleep)
        }
        if wakes { wake() }
        return failure
    }

    /// Sleeps while nothing waits.
    ///
    /// - Parameter waiting: how long it sleeps at most; nil is without end.
    /// - Returns: how much waits, 0 if the time has passed; nil once the queue is closed and empty.
    func wait(milliseconds waiting: Int? = nil) -> Int? {
        while true {
            let (count, ends) = state.withLock { state -> (Int, Bool) in
                let count = state.count
                state.isAsleep = count == 0 && !state.isClosed
                return (count, count == 0 && state.isClosed)
            }
            if ends { return nil }
            if count > 0 { return count }
            if let waiting, !isWoken(withinMilliseconds: waiting) {
                state.withLock { $0.isAsleep = false }
                return 0
            }
            var count64: UInt64 = 0
            while Glibc.read(wakeDescriptor, &count64, 8) < 0 && errno == EINTR {}
        }
    }

    /// Takes up to so much, one at a time, first what is urgent, then that whose turn it is.
    ///
    /// So long after the first, nothing more is taken.
    func turns(_ most: Int, withinMilliseconds limit: Int) -> Turns {
        Turns(queue: self, left: most, limit: Int64(limit) * 1_000_000)
    }

    /// What is taken turn by turn; each is charged to its share with the time until the next is asked for.
    struct Turns: Sequence, IteratorProtocol {
        fileprivate let queue: WriterQueue
        fileprivate var left: Int
        fileprivate let limit: Int64
        private var began: Int64?
        private var current: (work: Work, since: Int64)?

        fileprivate init(queue: WriterQueue, left: Int, limit: Int64) {
            self.queue = queue
            self.left = left
            self.limit = limit
        }

        mutating func next() -> Work? {
            let now = monotonicNanoseconds()
            let isLate = began.map { now - $0 > limit } ?? false
            let work = queue.take(isEnough: left == 0 || isLate) { state in
                guard let (work, since) = current, !work.isUrgent else { return }
                state.waiting.charge(work.share, cost: (now - since) / 1000)
            }
            left -= 1
            began = began ?? now
            current = work.map { ($0, now) }
            return work
        }
    }

    private func take(isEnough: Bool, charging: (inout State) -> Void) -> Work? {
        state.withLock { state in
            charging(&state)
            if isEnough { return nil }
            return state.urgent.isEmpty
                ? state.waiting.popFirst()?.element : state.urgent.removeFirst()
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
