import Glibc
import Synchronization

/// What the hashing threads have to do, in order, and the threads that do it.
final class HashingQueue: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let news = Semaphore()

    init(limit: Int) { self.limit = limit }

    /// Takes the work on, unless as much waits as may wait.
    func add(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.waiting.count < limit else { return false }
            state.waiting.append(job)
            return true
        }
        if isTaken { news.signal() }
        return isTaken
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
            let (job, isOver) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if let job {
                job()
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
private final class Semaphore: @unchecked Sendable {
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
