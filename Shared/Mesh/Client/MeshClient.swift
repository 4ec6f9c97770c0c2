import OctopusCBOR
public import OctopusContract
public import Logging

/// Calls services over the mesh.
///
/// A program makes one and keeps it: connections are opened at the first call and held. A call
/// waits until its deadline for a service that restarts, is repeated where that can do no harm,
/// and fails with a reason, in words where a person has to act, and with what became of it.
///
/// Calls may be made from any task, for any number of persons at once. Cancelling the task takes
/// the call back.
public final class MeshClient: Sendable {
    private let owner: ClientOwner?
    private let thread: SocketThread?
    private let ownsThread: Bool
    private let routes: CallRoutes
    private let startFailure: String?
    /// What answers instead of sockets.
    private let standIn: (any CallStandIn)?

    /// Makes a client with a socket thread of its own.
    ///
    /// - Parameters:
    ///   - map: where the services are.
    ///   - keys: who this program is; the public half must be registered with the services.
    ///   - configuration: patience and bounds.
    ///   - logger: told once whenever a service can't be reached, and why; unless given, one that the
    ///     program's logging system makes.
    public convenience init(
        map: MeshMap,
        keys: CurveKeyPair,
        configuration: Configuration = .init(),
        logger: Logger = Logger(label: "octopus.client")
    ) {
        do {
            self.init(
                thread: try SocketThread(name: "mesh-client"),
                ownsThread: true,
                map: map,
                keys: keys,
                configuration: configuration,
                logger: logger
            )
        } catch {
            self.init(failure: error.description, map: map)
        }
    }

    /// Makes a client on a service's socket thread.
    package convenience init(
        thread: SocketThread,
        map: MeshMap,
        keys: CurveKeyPair,
        configuration: Configuration = .init(),
        logger: Logger
    ) {
        self.init(
            thread: thread,
            ownsThread: false,
            map: map,
            keys: keys,
            configuration: configuration,
            logger: logger
        )
    }

    private init(
        thread: SocketThread,
        ownsThread: Bool,
        map: MeshMap,
        keys: CurveKeyPair,
        configuration: Configuration,
        logger: Logger
    ) {
        let owner = ClientOwner(
            thread: thread,
            map: map,
            keys: keys,
            configuration: configuration,
            logger: logger
        )
        self.owner = owner
        self.thread = thread
        self.ownsThread = ownsThread
        routes = CallRoutes(map: map)
        standIn = nil
        do {
            try thread.attach(owner)
            startFailure = nil
        } catch {
            startFailure = "\(error)"
        }
    }

    private init(failure: String, map: MeshMap) {
        owner = nil
        thread = nil
        ownsThread = false
        routes = CallRoutes(map: map)
        startFailure = failure
        standIn = nil
    }

    /// Makes a client without sockets, whose calls are answered in this process.
    package init(standIn: any CallStandIn) {
        owner = nil
        thread = nil
        ownsThread = false
        routes = CallRoutes(map: MeshMap(services: [:]))
        startFailure = nil
        self.standIn = standIn
    }

    deinit {
        guard let thread, let owner else { return }
        if ownsThread {
            thread.beginToStop()
        } else {
            thread.detach(owner)
        }
    }

    /// Takes another map: services that moved, or whose key was corrected, are connected anew.
    public func update(map: MeshMap) {
        routes.update(map: map)
        owner?.order(.map(map))
    }

    /// Lets what runs end, two seconds at most, and closes all connections.
    ///
    /// Waiting reads are taken back at once. Calls made afterwards fail.
    public func close() async {
        await standIn?.close()
        guard let owner, let thread else { return }
        await withCheckedContinuation { owner.order(.close($0)) }
        if ownsThread {
            await thread.stop()
        } else {
            thread.detach(owner)
        }
    }

    // MARK: Calling

    /// Calls a method of the contract.
    ///
    /// - Parameters:
    ///   - method: what is asked for.
    ///   - request: its request.
    ///   - options: person, routing key, patience.
    /// - Returns: The reply.
    /// - Throws: `CallFailure`, which says whether the call happened.
    public func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ options: CallOptions = .init()
    ) async throws(CallFailure) -> M.Reply {
        let declaration = M.declaration
        let body: [UInt8]
        do {
            body = try CBOREncoder().encode(request)
        } catch {
            throw CallFailure(
                .malformed,
                "the request can't be encoded: \(error)",
                effect: .notStarted
            )
        }
        let reply: RawReply
        if let standIn {
            reply = try await ask(standIn, declaration.name, declaration.kind, body, options)
        } else {
            let call = try makeCall(declaration.name, kind: declaration.kind, body: body, options)
            await owner?.run(call)
            reply = try call.outcome()
        }
        do {
            return try CBORDecoder().decode(M.Reply.self, from: reply.body)
        } catch {
            throw CallFailure(
                .undecodable,
                "the reply can't be read: \(error)",
                effect: declaration.kind == .command ? .committed : .none,
                attempts: reply.attempts
            )
        }
    }

    /// Calls a method by its name, with a request that is CBOR already.
    ///
    /// - Parameters:
    ///   - method: as `loyalty.v1/AwardPoints`.
    ///   - kind: decides what may be repeated.
    ///   - body: one CBOR item.
    ///   - options: person, routing key, patience.
    /// - Returns: The reply as it came.
    /// - Throws: `CallFailure`, which says whether the call happened.
    public func call(
        _ method: String,
        kind: MethodKind,
        body: [UInt8],
        _ options: CallOptions
    ) async throws(CallFailure) -> RawReply {
        if let standIn { return try await ask(standIn, method, kind, body, options) }
        let call = try makeCall(method, kind: kind, body: body, options)
        await owner?.run(call)
        return try call.outcome()
    }

    private func ask(
        _ standIn: any CallStandIn,
        _ method: String,
        _ kind: MethodKind,
        _ body: [UInt8],
        _ options: CallOptions
    ) async throws(CallFailure) -> RawReply {
        try CallBounds.check(method: method)
        try CallBounds.check(body: body, options)
        var options = options
        if kind == .command, options.idempotencyKey == nil {
            options.idempotencyKey = IdempotencyKey.make()
        }
        let reply = try await standIn.answer(method, kind: kind, body: body, options)
        if let position = reply.position { options.seen?.note(position) }
        return reply
    }

    private func makeCall(
        _ method: String,
        kind: MethodKind,
        body: [UInt8],
        _ options: CallOptions
    ) throws(CallFailure) -> ClientCall {
        guard owner != nil else {
            throw CallFailure(
                .unknownService,
                "the client has no sockets: \(startFailure ?? "")",
                effect: .notStarted
            )
        }
        let route = try routes.route(of: method)
        try CallBounds.check(body: body, options)
        return ClientCall(
            route,
            kind: kind,
            body: body,
            options,
            target: try routes.target(of: route, options),
            now: MonotonicClock.nowMilliseconds
        )
    }
}
