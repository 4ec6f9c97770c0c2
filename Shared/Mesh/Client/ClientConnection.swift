import OctopusContract
import Logging

/// One client's connection to one shard: its socket, its session and its calls.
///
/// It lives on the socket thread. What it decides is decided by the values it holds; here are the
/// effects: sockets, frames, callers.
final class ClientConnection {
    /// What WELCOME told.
    struct Session {
        let id: UInt64
        let inFlight: Int
        let maxHeaderBytes: Int
        let maxBodyBytes: Int
    }

    let target: ClientTarget
    let environment: ClientEnvironment
    private(set) var shard: MeshMap.Shard
    private var endpoint: Endpoint
    private var addresses = AddressRound()

    // The socket; nil while there is none.
    @exclusivity(unchecked) private(set) var socket: ZMQSocket?
    private(set) var monitor: SocketMonitor?
    let message = ZMQMessage()

    // Without the checks of exclusive access, some thirty for each call: what is marked so is changed
    // by single statements, on the socket thread, and nothing that they call comes back here.
    @exclusivity(unchecked) var link: LinkState
    @exclusivity(unchecked) var session: Session?
    var greetedAt: Int64 = 0
    @exclusivity(unchecked) var clock = SessionClock()
    @exclusivity(unchecked) var pings: PingWatch
    @exclusivity(unchecked) var tokens = TokenNumbers()
    @exclusivity(unchecked) var table = CallTable<ClientCall>()
    @exclusivity(unchecked) var queue = CallQueue()
    @exclusivity(unchecked) var waitingQueue = CallQueue()
    /// All that have not ended, by numbers of their own.
    ///
    /// Deadlines know a call by its number only. So the caller holds the last reference, and frees the
    /// call on the thread that made it.
    @exclusivity(unchecked) var calls = NumberedTable<ClientCall>()
    @exclusivity(unchecked) var expiries = DeadlineQueue<UInt64>()
    @exclusivity(unchecked) var rests = DeadlineQueue<UInt64>()
    @exclusivity(unchecked) var budget: RetryBudget
    var random = JitterSource()
    private var loggedFault: LinkFault?

    init(
        target: ClientTarget,
        shard: MeshMap.Shard,
        environment: ClientEnvironment,
        now: Int64
    ) {
        self.target = target
        self.shard = shard
        endpoint = Endpoint(shard.endpoint)
        self.environment = environment
        link = LinkState(now: now, backoff: environment.configuration.backoff)
        pings = PingWatch(times: environment.configuration.pings, now: now)
        budget = RetryBudget(now: now)
    }

    // MARK: Time

    var nextDeadline: Int64? {
        var next = min(expiries.nextDueAt ?? .max, rests.nextDueAt ?? .max)
        if let deadline = link.nextDeadline { next = min(next, deadline) }
        if session != nil { next = min(next, pings.nextDeadline(isBusy: !table.isEmpty)) }
        return next == .max ? nil : next
    }

    func tick(now: Int64) {
        while let number = expiries.popDue(now: now) {
            if let call = calls[number] { expire(call, now: now) }
        }
        while let number = rests.popDue(now: now) {
            if let call = calls[number], case .resting = call.place { enqueue(call) }
        }
        if session != nil {
            switch pings.tick(now: now, isBusy: !table.isEmpty) {
            case .none: break
            case .ping(let nonce): sendPing(nonce: nonce)
            case .dead(let silent): abandon(.unresponsive(milliseconds: silent), now: now)
            }
        }
        perform(link.tick(now: now), now: now)
        pump(now: now)
    }

    // MARK: The link

    func perform(_ step: LinkState.Step, now: Int64) {
        switch step {
        case .none: break
        case .open: look(now: now)
        case .stopResolving: resolved(nil, now: now)
        case .greet:
            addresses.succeeded()
            greet(now: now)
        case .abandon(let fault): abandon(fault, now: now)
        }
    }

    /// Begins to look for the service: its name is looked up first, if it has one.
    private func look(now: Int64) {
        guard let name = endpoint.name else { return open(endpoint.numeric, now: now) }
        link.resolving(now: now, isKnown: !addresses.known.isEmpty)
        environment.resolve(name, for: target)
    }

    /// A name was looked up; a late answer about a former name is ignored.
    func resolved(_ name: String, _ outcome: NameResolver.Outcome, now: Int64) {
        if name == endpoint.name { resolved(outcome, now: now) }
    }

    /// A name server answered, maybe late, or has taken too long.
    ///
    /// Then, and if it fails, the addresses of before serve on.
    private func resolved(_ outcome: NameResolver.Outcome?, now: Int64) {
        if case .addresses(let found) = outcome { addresses.learn(found) }
        guard link.isResolving else { return }
        addresses.begin()
        if addresses.hasNext { return tryNextAddress(now: now) }
        switch outcome {
        case .failed(let why): abandon(.nameLookUpFailed(why), now: now)
        case .unknown, .addresses: abandon(.nameUnresolved, now: now)
        case nil: abandon(.nameServerSilent, now: now)
        }
    }

    private func tryNextAddress(now: Int64) {
        guard let address = addresses.next() else { return }
        let patience =
            addresses.hasNext ? LinkState.briefConnectMilliseconds : LinkState.connectMilliseconds
        open(endpoint.at(address), patience: patience, now: now)
    }

    private func open(
        _ numericEndpoint: String,
        patience: Int64 = LinkState.connectMilliseconds,
        now: Int64
    ) {
        link.opened(now: now, patience: patience)
        do {
            let socket = try ZMQSocket(.dealer, in: environment.thread)
            self.socket = socket
            try socket.configureClient(
                keys: environment.keys,
                serverKey: shard.publicKey,
                limits: .standard,
                endpoint: numericEndpoint
            )
            try socket.configureConnecting(patience: patience)
            let monitor = try SocketMonitor(socket, events: .ofConnecting, in: environment.thread)
            self.monitor = monitor
            environment.watch(socket, self)
            environment.watch(monitor.reader, self)
            try socket.connect(numericEndpoint)
        } catch {
            let fault = LinkFault.socketFailed(
                error.description,
                isEndpoint: error.isInvalidArgument
            )
            abandon(fault, now: now)
        }
    }

    /// Closes the socket because of a fault.
    ///
    /// Another is made after the backoff.
    func abandon(_ fault: LinkFault, now: Int64) {
        // Replies that came before the connection broke are still in the socket.
        if session != nil {
            drain(now: now)
            // The last of them may have been the reason to close already.
            guard socket != nil else { return }
        }
        closeSocket()
        var fault = fault
        if link.isTryingAddress {
            fault = addresses.failed(fault)
            if addresses.hasNext { return tryNextAddress(now: now) }
        }
        link.abandoned(fault, now: now, random: &random)
        logChange()
        endSession(now: now)
        if let reason = link.hopeless(now: now) { failWaiting(reason, now: now) }
    }

    private func closeSocket() {
        if let monitor {
            environment.unwatch(monitor.reader)
            monitor.close()
        }
        if let socket {
            environment.unwatch(socket)
            socket.close()
        }
        monitor = nil
        socket = nil
    }

    /// The session is over: whether its unanswered calls happened is unknown.
    func endSession(now: Int64) {
        session = nil
        for call in table.endSession() { lost(call, now: now) }
    }

    func close(now: Int64) {
        link.close()
        closeSocket()
        endSession(now: now)
        for call in calls.elements {
            fail(call, .clientClosed, "the client was closed", .notStarted, now: now)
        }
    }

    /// The map was corrected.
    func move(to shard: MeshMap.Shard, now: Int64) {
        guard shard != self.shard else { return }
        abandon(.wentAway("the mesh map says it moved to \(shard.endpoint)"), now: now)
        self.shard = shard
        endpoint = Endpoint(shard.endpoint)
        addresses = AddressRound()
        link = LinkState(now: now, backoff: environment.configuration.backoff)
        clock = SessionClock()
    }

    // MARK: The monitor

    func readMonitor(now: Int64) {
        while let monitor, let (event, value, _) = monitor.next() {
            perform(link.noticed(event, value: value, now: now), now: now)
        }
    }

    // MARK: Words

    /// Why there is no session, for callers that wait for one.
    var explanation: String? {
        link.fault?.explanation(shard: shard, clientKey: environment.keys.publicKey)
    }

    /// Says once that something changed for the worse, or that it is well again.
    func logChange() {
        guard link.fault != loggedFault else { return }
        let former = loggedFault
        loggedFault = link.fault
        var metadata: Logger.Metadata = [
            "service": "\(target.service)", "shard": "\(target.shard)",
        ]
        guard let fault = link.fault else {
            return environment.logger.info("service reached again", metadata: metadata)
        }
        metadata["why"] = "\(explanation ?? "")"
        // A restart looks like this; only what stays so is worth a person's time.
        let isOrdinary = fault == .lost || fault.isDeparture || former?.isDeparture == true
        environment.logger.log(
            level: isOrdinary ? .info : .warning,
            "service out of reach",
            metadata: metadata
        )
    }
}
