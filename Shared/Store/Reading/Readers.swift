import COctopusLinux
import GRDB
import Glibc
import Synchronization

/// The threads on which reads run, each on a connection of the pool.
///
/// A read is one hop there and one back. GRDB's own asynchronous reads pass through three queues,
/// and a synchronous one on a thread of the shared pool would keep everybody from it for as long
/// as it lasts.
final class Readers: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        /// Threads that sleep and have not been called.
        var sleeping = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let connections: Connections
    private let threadCount: Int
    private let wakeDescriptor: Int32
    private let threads = Mutex<[WriterThread]>([])

    init(_ connections: Connections, threadCount: Int) throws(StoreError) {
        self.connections = connections
        self.threadCount = threadCount
        wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
        guard wakeDescriptor >= 0 else {
            throw .inputOutput(path: "eventfd", cause: String(cString: strerror(errno)))
        }
    }

    deinit { Glibc.close(wakeDescriptor) }

    func start() {
        threads.withLock { threads in
            threads = (0..<threadCount).map { _ in WriterThread(running: run) }
        }
    }

    /// Runs `body` on a snapshot in which nothing changes meanwhile.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            let taken = submit { [connections] in
                continuation.resume(returning: Result { try connections.current.read(body) })
            }
            if !taken { continuation.resume(returning: .failure(StoreError.closed)) }
        }
        return try result.get()
    }

    /// Finishes what waits.
    func close() async {
        state.withLock { state in
            state.isClosed = true
            state.sleeping = 0
        }
        for _ in 0..<threadCount { wake() }
        let ending = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ending { await thread.join() }
    }

    private func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.waiting.append(work)
            guard state.sleeping > 0 else { return (true, false) }
            state.sleeping -= 1
            return (true, true)
        }
        if wakes { wake() }
        return isTaken
    }

    private func run() {
        while true {
            let (work, ends) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
                if !state.isClosed { state.sleeping += 1 }
                return (nil, state.isClosed)
            }
            if ends { return }
            if let work {
                work()
            } else {
                var count: UInt64 = 0
                while Glibc.read(wakeDescriptor, &count, 8) < 0 && errno == EINTR {}
            }
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(wakeDescriptor, &one, 8)
    }
}
