import Glibc
import OctopusFairTurns
import Synchronization

/// What the hashing threads have to do, in fair turns, and the threads that do it.
final class HashingQueue: Sendable {
    private struct State {
        var waiting = FairTurns<@Sendable () -> Void>()
        var places: FairBound
        var isClosed = false
    }

    private let state: Mutex<State>
    private let news = Semaphore()

    init(limit: Int) { state = Mutex(State(places: FairBound(capacity: limit))) }

    func waitingCount(of share: Share) -> Int { state.withLock { $0.places.held(by: share) } }

    /// Takes the work on, unless as much waits as may wait.
    ///
    /// - Returns: Nil if it was taken; else the level of the share that has no place left.
    func add(_ share: Share, _ job: @escaping @Sendable () -> Void) -> Share.Level? {
        let full = state.withLock { state -> Share.Level? in
            if state.isClosed { return .whole }
            if let full = state.places.take(1, share) { return full }
            state.waiting.append(job, share: share)
            return nil
        }
        if full == nil { news.signal() }
        return full
    }

    /// Lets the threads end when nothing waits any more.
    func close() {
        state.withLock { $0.isClosed = true }
        news.signal()
    }

    /// Adds a thread that works until the queue is closed.
    func startThread() throws(PasswordHasherError) {
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<HashingQueue>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        guard failure == 0 else { throw .noThread }
        pthread_detach(thread)
    }

    /// A thread's life.
    private func work() {
        while true {
            news.wait()
            let (next, isOver) = state.withLock { state in
                let next = state.waiting.popFirst()
                if let next { state.places.giveBack(1, next.share) }
                return (next?.element, state.isClosed)
            }
            if let next {
                next()
            } else if isOver {
                // The next thread is to know it too.
                news.signal()
                return
            }
        }
    }
}

/// A counter that threads sleep on while it is zero.
///
/// Unchecked, since `sem_t` is made to be shared and is touched by the system's functions alone.
final class Semaphore: @unchecked Sendable {
    private let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(pointer, 0, 0) }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    func signal() { sem_post(pointer) }

    func wait() {
        while sem_wait(pointer) != 0 && errno == EINTR {}
    }
}
