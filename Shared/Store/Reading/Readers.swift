import COctopusLinux
import GRDB
import Glibc
import OctopusFairTurns
import Synchronization

/// The threads on which reads run, each on a connection of the pool, in the order of `ReadQueue`.
///
/// A read is one hop there and one back. GRDB's own asynchronous reads pass through three queues,
/// and a synchronous one on a thread of the shared pool would keep everybody from it for as long
/// as it lasts.
final class Readers: Sendable {
    private let queue: Mutex<ReadQueue<WaitingRead>>
    private let connections: Connections
    private let threadCount: Int
    private let limitMilliseconds: Int
    /// They wake the threads of each lane.
    private let openWake: WakeDescriptor
    private let meshWake: WakeDescriptor
    /// Wakes the writer that holds the readers back.
    private let idleWake: WakeDescriptor
    private let threads = Mutex<[WriterThread]>([])

    init(_ connections: Connections, _ configuration: StoreConfiguration) throws(StoreError) {
        self.connections = connections
        threadCount = configuration.readerCount
        limitMilliseconds = configuration.readLimitMilliseconds
        queue = Mutex(
            ReadQueue(threadCount: threadCount, waitingLimit: configuration.waitingReadLimit)
        )
        openWake = try WakeDescriptor()
        meshWake = try WakeDescriptor()
        idleWake = try WakeDescriptor()
    }

    func start() {
        threads.withLock { threads in
            threads = (0..<threadCount).map { _ in WriterThread { [self] in run(.open, openWake) } }
            threads.append(WriterThread { [self] in run(.mesh, meshWake) })
        }
    }

    /// Runs `body` on a snapshot in which nothing changes meanwhile.
    ///
    /// - Parameters:
    ///   - ticket: For whom.
    ///   - isBounded: False for a read of a service that is not running: it may take minutes.
    ///   - body: The read.
    /// - Returns: What the body returned.
    /// - Throws: `ReadRefusal`, `StoreError.closed`, what the body threw.
    func read<T: Sendable>(
        for ticket: ReadTicket = .current,
        isBounded: Bool = true,
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            submit(TypedRead(ticket, isBounded: isBounded, body, continuation))
        }
        return try result.get()
    }

    /// Does `work` while no read has a snapshot, or not at all.
    ///
    /// Reads that come meanwhile wait.
    ///
    /// - Parameters:
    ///   - limit: How long running reads are waited for.
    ///   - work: What is done.
    /// - Returns: Whether the running reads ended in time.
    func whileHeld(waitingMilliseconds limit: Int, _ work: () throws -> Void) rethrows -> Bool {
        queue.withLock { $0.hold() }
        defer {
            let woken = queue.withLock { $0.release() }
            for _ in 0..<woken.open { openWake.wake() }
            for _ in 0..<woken.mesh { meshWake.wake() }
        }
        let deadline = monotonicNanoseconds() + Int64(limit) * 1_000_000
        while queue.withLock({ $0.busyCount }) > 0 {
            let rest = (deadline - monotonicNanoseconds()) / 1_000_000
            guard rest > 0 else { return false }
            _ = idleWake.wait(milliseconds: rest)
        }
        try work()
        return true
    }

    /// Finishes what waits.
    func close() async {
        queue.withLock { $0.close() }
        for _ in 0..<threadCount { openWake.wake() }
        meshWake.wake()
        let ending = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ending { await thread.join() }
    }

    /// How many reads wait for a thread.
    var waitingCount: Int { queue.withLock { $0.waitingCount } }

    private func submit(_ read: WaitingRead) {
        switch queue.withLock({ $0.enter(read, read.ticket) }) {
        case .wakes(.open): openWake.wake()
        case .wakes(.mesh): meshWake.wake()
        case .waits: break
        case .refuses(let reads, let level):
            for read in reads { read.fail(ReadRefusal.overloaded(level)) }
        case .closed: read.fail(StoreError.closed)
        }
    }

    private func run(_ lane: Lane, _ wake: WakeDescriptor) {
        let bound = ReadBound(limitMilliseconds: limitMilliseconds)
        var isWoken = false
        var done: (ticket: ReadTicket, microseconds: Int64)?
        while true {
            let (read, ends, isIdle) = queue.withLock { queue in
                if let done { queue.finished(done.ticket, microseconds: done.microseconds) }
                let read = queue.next(lane, isWoken: isWoken)
                return (read, read == nil && queue.isClosed, queue.isHeld && queue.busyCount == 0)
            }
            done = nil
            if isIdle { idleWake.wake() }
            if ends { return }
            isWoken = read == nil
            if let read {
                let start = monotonicNanoseconds()
                perform(read, bound)
                done = (read.ticket, (monotonicNanoseconds() - start) / 1_000)
            } else {
                wake.wait()
            }
        }
    }

    /// What nobody waits for any more is not begun.
    private func perform(_ read: WaitingRead, _ bound: ReadBound) {
        if let abandonment = read.ticket.isAbandoned() {
            read.fail(ReadRefusal.abandoned(abandonment))
        } else {
            read.perform(on: connections, bound)
        }
    }
}

/// What a thread sleeps on: each `wake` ends one `wait`.
private final class WakeDescriptor: Sendable {
    private let descriptor: Int32

    init() throws(StoreError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
        guard descriptor >= 0 else {
            throw .inputOutput(path: "eventfd", cause: String(cString: strerror(errno)))
        }
    }

    deinit { Glibc.close(descriptor) }

    func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, 8)
    }

    func wait() {
        var count: UInt64 = 0
        while Glibc.read(descriptor, &count, 8) < 0 && errno == EINTR {}
    }

    /// - Returns: Whether it was woken.
    func wait(milliseconds: Int64) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(clamping: milliseconds)) > 0 else { return false }
        wait()
        return true
    }
}
