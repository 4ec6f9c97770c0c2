import COctopusLinux
import Glibc

/// The thread that writes the log.
enum LogThread {
    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts it with all signals blocked: a reader that is gone is an error of `write` there.
    static func start(_ body: @escaping @Sendable () -> Void) {
        var blocked = sigset_t()
        var previous = sigset_t()
        sigfillset(&blocked)
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                clinux_set_thread_name("log")
                start.body()
                return nil
            },
            Unmanaged.passRetained(Start(body)).toOpaque()
        )
        precondition(failure == 0, "the system has no thread left for the log")
        pthread_detach(thread)
    }
}

/// A semaphore that can be waited for with a limit.
final class LogSemaphore: Sendable {
    // Safe: the system's own semaphore, made for several threads; the pointer never changes.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }

    /// - Returns: False if nobody posted within that time.
    @discardableResult
    func wait(atMostMilliseconds milliseconds: Int) -> Bool {
        var limit = timespec()
        clock_gettime(CLOCK_REALTIME, &limit)
        let nanoseconds = limit.tv_nsec + milliseconds % 1000 * 1_000_000
        limit.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        limit.tv_nsec = nanoseconds % 1_000_000_000
        while sem_timedwait(semaphore, &limit) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
