import CBOR
public import Contract
import FoundationEssentials
public import Logging
import Synchronization

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
    private let map: Mutex<MeshMap>
    private let startFailure: String?

    /// Makes a client with a socket thread of its own.
    ///
    /// - Parameters:
    ///   - map: where the services are.
    ///   - keys: who this program is; the public half must be registered with the services.
    ///   - configuration: patience and bounds.
    ///   - logger: told once whenever a service can't be reached, and why.
    public convenience init(
        map: MeshMap,
        keys: CurveKeyPair,
        configuration: Configuration = .init(),
        logger: Logger
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
        self.map = Mutex(map)
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
        self.map = Mutex(map)
        startFailure = failure
    }

    deinit {
        guard let thread, let owner else { return }
        if ownsThread {
            Task { await thread.stop() }
        } else {
            thread.detach(owner)
        }
    }

    /// Takes another map: services that moved, or whose key was corrected, are connected anew.
    public func update(map: MeshMap) {
        self.map.withLock { $0 = map }
        owner?.order(.map(map))
    }

    /// Lets what runs end, two seconds at most, and closes all connections.
    ///
    /// Waiting reads are taken back at once. Calls made afterwards fail.
    public func close() async {
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
        let reply = try await call(
            declaration.name,
            kind: declaration.kind,
            body: body,
            options
        )
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
        guard let owner else {
            throw CallFailure(
                .unknownService,
                "the client has no sockets: \(startFailure ?? "")",
                effect: .notStarted
            )
        }
        try CallBounds.check(method: method, body: body, options)
        let target = try target(of: method, options)
        let trace = ClientTrace(method: method, options)
        defer { trace.end() }
        let call = ClientCall(
            method: method,
            kind: kind,
            body: body,
            options: options,
            idempotencyKey: options.idempotencyKey
                ?? (kind == .command ? IdempotencyKey.make() : nil),
            trace: trace.parent,
            target: target,
            now: MonotonicClock.nowMilliseconds
        )
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                call.awaitOutcome(continuation)
                owner.order(.call(call))
            }
        } onCancel: {
            call.isCancelled.store(true, ordering: .relaxed)
            owner.order(.cancel(call))
        }
        if let reply = call.reply { return reply }
        let failure = call.failure ?? .ofClosedClient
        trace.failed(failure)
        throw failure
    }

    private func target(
        of method: String,
        _ options: CallOptions
    ) throws(CallFailure) -> ClientTarget {
        let service =
            options.service
            ?? String(Substring(method.utf8.prefix { $0 != UInt8(ascii: ".") }))
        let index = map.withLock { map in
            options.shard ?? map.shard(of: service, for: options.routingKey)?.index
        }
        guard let index else {
            throw CallFailure(
                .unknownService,
                "the mesh map has no service \(service)",
                effect: .notStarted
            )
        }
        return ClientTarget(service: service, shard: index)
    }
}
