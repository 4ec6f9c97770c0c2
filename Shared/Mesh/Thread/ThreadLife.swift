import COctopusLinux
import Glibc
import Synchronization

/// A pthread's start and end.
final class ThreadLife: Sendable {
    private struct State {
        var hasEnded = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// `pthread_self` of the thread; 0 before it has begun.
    private let identity = Atomic<UInt>(0)

    /// Whether the caller is that thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Starts a thread that runs `body`.
    ///
    /// All signals are blocked on it, so that they reach the threads that handle them.
    ///
    /// - Returns: False if the system has no more threads to give.
    func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        var blocked = sigset_t()
        var previous = sigset_t()
        sigfillset(&blocked)
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let start = ThreadStart { [self] in
            identity.store(UInt(pthread_self()), ordering: .relaxed)
            clinux_set_thread_name(name)
            body()
            end()
        }
        let argument = Unmanaged.passRetained(start)
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            argument.toOpaque()
        )
        guard result == 0 else {
            argument.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    func waitUntilEnded() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.waiting.append(continuation) }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    private func end() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A value that one thread waits for and another fills.
final class WaitingSlot<Value: Sendable>: @unchecked Sendable {
    private var value: Value?
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func fill(_ value: Value) {
        self.value = value
        sem_post(semaphore)
    }

    func wait() -> Value? {
        while sem_wait(semaphore) != 0 {}
        return value
    }
}
