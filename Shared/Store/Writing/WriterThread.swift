import Glibc
import Synchronization

/// A thread of the operating system, for what must not occupy one of the shared pool's.
final class WriterThread: Sendable {
    private struct State {
        var hasEnded = false
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    private let state = Mutex(State())

    init(running body: @escaping @Sendable () -> Void) {
        let start = Start { [self] in
            body()
            let waiting = state.withLock { state in
                state.hasEnded = true
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body()
                return nil
            },
            Unmanaged.passRetained(start).toOpaque()
        )
        precondition(failure == 0, "the system has no thread left for the database")
        pthread_detach(thread)
    }

    /// Returns when the body has ended.
    func join() async {
        await withUnsafeContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiting.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }
}
