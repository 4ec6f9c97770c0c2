import OctopusContract
import Logging
import Synchronization

/// A client's part on the socket thread: its connections, and what other threads ask of them.
final class ClientOwner: SocketOwner, @unchecked Sendable {
    enum Order: Sendable {
        case call(ClientCall)
        case cancel(ClientCall)
        case map(MeshMap)
        indirect case resolved(ClientTarget, name: String, NameResolver.Outcome)
        /// Boxed, so that an order is one word that is copied as such: a continuation's size is only
        /// known at run time.
        indirect case close(CheckedContinuation<Void, Never>)
    }

    /// How long `close` waits for what runs.
    private static let closeMilliseconds: Int64 = 2000

    private let orders: Outbox<Order>
    private let makeEnvironment: (ClientOwner) -> ClientEnvironment

    // On the socket thread. What is marked so goes without the checks of exclusive access, since it
    // is changed by single statements.
    private var map: MeshMap
    private lazy var environment = makeEnvironment(self)
    @exclusivity(unchecked) private var connections: [ClientTarget: ClientConnection] = [:]
    @exclusivity(unchecked) private var lastUsed: ClientConnection?
    @exclusivity(unchecked) private var closing:
        (by: Int64, waiting: [CheckedContinuation<Void, Never>])?
    @exclusivity(unchecked) private var isClosed = false

    init(
        thread: SocketThread,
        map: MeshMap,
        keys: CurveKeyPair,
        configuration: MeshClient.Configuration,
        logger: Logger
    ) {
        orders = Outbox(thread: thread)
        self.map = map
        makeEnvironment = { owner in
            ClientEnvironment(
                thread: thread,
                keys: keys,
                configuration: configuration,
                logger: logger
            ) { [weak owner] in owner }
        }
    }

    /// Hands something over, from any thread.
    ///
    /// After the end, calls fail at once.
    func order(_ order: Order) {
        guard !orders.append(order) else { return }
        switch order {
        case .call(let call): call.fail(.ofClosedClient)
        case .close(let continuation): continuation.resume()
        case .cancel, .map, .resolved: break
        }
    }

    /// Hands a call over and waits until it has ended.
    func run(_ call: ClientCall) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                call.awaitOutcome(continuation)
                order(.call(call))
            }
        } onCancel: {
            call.isCancelled.store(true, ordering: .relaxed)
            order(.cancel(call))
        }
    }

    // MARK: On the socket thread

    func attach(to thread: SocketThread) throws {}

    func receive(from socket: ZMQSocket, budget: Int) {
        let now = environment.now
        // Most frames come from where the last call went.
        if let lastUsed, socket === lastUsed.socket {
            lastUsed.receive(budget: budget, now: now)
        } else if let connection = environment.connection(of: socket) {
            if socket === connection.socket {
                connection.receive(budget: budget, now: now)
            } else {
                connection.readMonitor(now: now)
                connection.pump(now: now)
            }
        }
        finishClosing(now: now)
    }

    var hasPending: Bool { !orders.isEmpty }

    func performPending(budget: Int) -> Bool {
        guard !orders.isEmpty else { return false }
        let now = environment.now
        return orders.drain(budget: budget) { perform($0, now: now) }
    }

    private func perform(_ order: Order, now: Int64) {
        switch order {
        case .call(let call):
            submit(call, now: now)
        case .cancel(let call):
            connections[call.target]?.cancel(call, now: now)
        case .map(let map):
            self.map = map
            for (target, connection) in connections {
                guard let shards = map.services[target.service], target.shard < shards.count
                else { continue }
                connection.move(to: shards[target.shard], now: now)
            }
        case .resolved(let target, let name, let outcome):
            connections[target]?.resolved(name, outcome, now: now)
        case .close(let continuation):
            guard !isClosed else { return continuation.resume() }
            closing = (now + Self.closeMilliseconds, (closing?.waiting ?? []) + [continuation])
            for connection in connections.values { connection.cancelWaiting(now: now) }
            finishClosing(now: now)
        }
    }

    private func submit(_ call: ClientCall, now: Int64) {
        guard closing == nil, !isClosed else {
            return call.fail(.ofClosedClient)
        }
        guard let connection = connection(to: call.target, now: now) else {
            let target = call.target
            return call.fail(
                CallFailure(
                    .unknownService,
                    "the mesh map has no shard \(target.shard) of a service \(target.service)",
                    effect: .notStarted
                )
            )
        }
        connection.submit(call, now: now)
        connection.pump(now: now)
    }

    private func connection(to target: ClientTarget, now: Int64) -> ClientConnection? {
        // Most calls go where the last one went.
        if let lastUsed, lastUsed.target == target { return lastUsed }
        if let connection = connections[target] {
            lastUsed = connection
            return connection
        }
        guard let shards = map.services[target.service], shards.indices.contains(target.shard)
        else { return nil }
        let connection = ClientConnection(
            target: target,
            shard: shards[target.shard],
            environment: environment,
            now: now
        )
        connections[target] = connection
        connection.tick(now: now)
        return connection
    }

    var nextDeadlineMilliseconds: Int64? {
        var next = closing?.by
        for connection in connections.values {
            guard let deadline = connection.nextDeadline else { continue }
            next = min(next ?? deadline, deadline)
        }
        return next
    }

    func deadlinePassed(nowMilliseconds now: Int64) {
        for connection in connections.values { connection.tick(now: now) }
        finishClosing(now: now)
    }

    func detach(from thread: SocketThread) {
        close(now: environment.now)
        orders.close()
        // What came too late is answered all the same.
        while orders.drain(budget: SocketThread.turn, { perform($0, now: environment.now) }) {}
    }

    // MARK: The end

    /// Closes once nothing runs any more, or when the patience is over.
    private func finishClosing(now: Int64) {
        guard let closing else { return }
        guard now >= closing.by || connections.values.allSatisfy({ $0.calls.isEmpty }) else {
            return
        }
        close(now: now)
    }

    private func close(now: Int64) {
        isClosed = true
        for connection in connections.values { connection.close(now: now) }
        connections = [:]
        lastUsed = nil
        let waiting = closing?.waiting ?? []
        closing = nil
        for continuation in waiting { continuation.resume() }
    }
}

extension CallFailure {
    static let ofClosedClient = CallFailure(
        .clientClosed,
        "the client was closed",
        effect: .notStarted
    )
}
