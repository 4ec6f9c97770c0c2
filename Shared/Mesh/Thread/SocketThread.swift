import COctopusZeroMQ
import Glibc

/// The one thread that owns every socket of a process, with the one ZeroMQ context.
///
/// Nothing but this thread touches the sockets; it sleeps in `SocketPoller`, when a turn over
/// outboxes, deadlines and sockets found nothing to do, and takes at most 64 messages of each
/// direction in turn. Owners (a server, clients, the ZAP handler) live on it and hand it work through
/// outboxes, which write to an eventfd only when it sleeps.
///
/// The standard library's tasks may start on it (`Task.immediate`) and leave it at their first
/// suspension. Nothing may block it.
package final class SocketThread: @unchecked Sendable {
    static let turn = 64
    private static let longestSleepMilliseconds: Int64 = 60_000

    let context: UnsafeMutableRawPointer
    let waker: ThreadWaker
    private let life = ThreadLife()
    private let work: Outbox<@Sendable () -> Void>

    // On the thread only. Without the checks of exclusive access, a dozen for each turn: what is
    // marked so is changed by single statements, and nothing that they call comes back here.
    @exclusivity(unchecked) private var isStopping = false
    @exclusivity(unchecked) private var owners: [any SocketOwner] = []
    @exclusivity(unchecked) private var poller: SocketPoller
    /// When all descriptors were asked last, in monotonic milliseconds.
    @exclusivity(unchecked) private var polledAt: Int64 = 0
    private(set) var existingZAPHandler: ZAPHandler?

    /// Starts the thread.
    ///
    /// - Parameter name: At most 15 letters, shown by `ps -L`.
    /// - Throws: If the system has no more threads or descriptors to give.
    package init(name: String) throws(ZMQError) {
        guard let context = zmq_ctx_new() else { throw ZMQError("make a ZeroMQ context") }
        guard let waker = ThreadWaker() else {
            zmq_ctx_term(context)
            throw ZMQError("open an eventfd")
        }
        // This is of our own sockets, not of peers; a process may have many clients.
        zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 8192)
        self.context = context
        self.waker = waker
        poller = SocketPoller(waker)
        work = Outbox(waker: waker)
        guard life.start(name: name, { [self] in run() }) else {
            zmq_ctx_term(context)
            throw ZMQError("start a thread")
        }
    }

    // MARK: From any thread

    /// Whether the caller runs on it.
    var isCurrent: Bool { life.isCurrent }

    /// Runs `body` on the thread, soon and in order.
    ///
    /// - Returns: False if the thread has ended, and `body` is not run.
    @discardableResult
    package func perform(_ body: @escaping @Sendable () -> Void) -> Bool {
        work.append(body)
    }

    /// Runs `body` on the thread and waits for it; at once if this is the thread.
    package func performAndWait<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) -> Result? {
        if life.isCurrent { return body() }
        let slot = WaitingSlot<Result>()
        guard perform({ slot.fill(body()) }) else { return nil }
        return slot.wait()
    }

    /// Lets an owner open its sockets on this thread, and waits until it has.
    package func attach(_ owner: any SocketOwner) throws {
        let outcome = performAndWait { () -> (any Error)? in
            do {
                try owner.attach(to: self)
                self.owners.append(owner)
                return nil
            } catch {
                self.unwatch(owner)
                owner.detach(from: self)
                return error
            }
        }
        if let failure = outcome.flatMap({ $0 }) { throw failure }
    }

    /// Closes an owner's sockets.
    ///
    /// - Parameters:
    ///   - owner: What was attached.
    ///   - completion: Called when it is done; at once if the thread has ended.
    package func detach(
        _ owner: any SocketOwner,
        completion: @escaping @Sendable () -> Void = {}
    ) {
        let isComing = perform {
            self.remove(owner)
            completion()
        }
        if !isComing { completion() }
    }

    /// Detaches all owners, closes the context and ends the thread.
    ///
    /// Trap 11: sockets are closed with a bounded linger, then the context is shut down, then
    /// terminated; in another order, or with the default linger, the last step waits for ever.
    package func stop() async {
        beginToStop()
        await life.waitUntilEnded()
    }

    /// The same without waiting for it.
    package func beginToStop() {
        perform { self.isStopping = true }
    }

    // MARK: On the thread

    /// The context's one ZAP handler, attached when the first server asks for it.
    func zapHandler() throws -> ZAPHandler {
        if let existingZAPHandler { return existingZAPHandler }
        let handler = ZAPHandler()
        try handler.attach(to: self)
        owners.append(handler)
        existingZAPHandler = handler
        return handler
    }

    /// Calls the owner whenever the socket has something to read.
    package func watch(_ socket: ZMQSocket, for owner: any SocketOwner) {
        poller.add(socket, for: owner)
    }

    package func unwatch(_ socket: ZMQSocket) {
        poller.removeAll { $0.socket === socket }
    }

    private func unwatch(_ owner: any SocketOwner) {
        poller.removeAll { $0.owner === owner }
    }

    private func remove(_ owner: any SocketOwner) {
        guard let index = owners.firstIndex(where: { $0 === owner }) else { return }
        owners.remove(at: index)
        unwatch(owner)
        owner.detach(from: self)
    }

    private func run() {
        while !isStopping {
            if !turn() { sleep() }
        }
        while let owner = owners.last { remove(owner) }
        existingZAPHandler = nil
        // What came late is run all the same: somebody may wait for it.
        work.close()
        while work.drain(budget: Self.turn, { $0() }) {}
        zmq_ctx_shutdown(context)
        zmq_ctx_term(context)
    }

    /// Looks once at everything that may have something to do.
    ///
    /// - Returns: Whether to look again before sleeping.
    private func turn() -> Bool {
        var isBusy = work.drain(budget: Self.turn) { $0() }
        for owner in owners where owner.performPending(budget: Self.turn) { isBusy = true }
        let now = MonotonicClock.nowMilliseconds
        for owner in owners {
            guard let deadline = owner.nextDeadlineMilliseconds, deadline <= now else { continue }
            owner.deadlinePassed(nowMilliseconds: now)
        }
        // A socket that always has more would keep the thread from the news of all others.
        if now > polledAt { poll(milliseconds: 0) }
        var place = 0
        while let (found, watch) = poller.firstReadable(from: place) {
            watch.owner.receive(from: watch.socket, budget: Self.turn)
            place = found + 1
        }
        return isBusy || isStopping || poller.hasReadable
    }

    /// Waits for sockets, the eventfd or the next deadline.
    private func sleep() {
        let now = MonotonicClock.nowMilliseconds
        var deadline = now + Self.longestSleepMilliseconds
        for owner in owners {
            deadline = min(deadline, owner.nextDeadlineMilliseconds ?? deadline)
        }
        waker.willSleep()
        let isAwaited = !work.isEmpty || owners.contains { $0.hasPending }
        poll(milliseconds: isAwaited ? 0 : max(0, deadline - now))
        waker.isAwake()
    }

    private func poll(milliseconds: Int64) {
        poller.wait(milliseconds: milliseconds)
        polledAt = MonotonicClock.nowMilliseconds
    }
}
