public import OctopusContract
import OctopusCBOR
public import OctopusMesh
import Synchronization
import struct FoundationEssentials.UUID

/// Services in the process of a test: what a program calls, without sockets, keys and files.
///
/// ```swift
/// let mesh = FakeMesh()
/// mesh.on(GetCouponForPoints.self) { call in
///     throw Refusal(.insufficientPoints)
/// }
/// let shop = Shop(client: mesh.client)
/// #expect(await shop.buy(coupon) == .tooExpensive)
/// #expect(mesh.calls(of: GetCouponForPoints.self).count == 1)
/// ```
/// Requests and replies go through the codec, as they do over the wire. A command that comes again under
/// its idempotency key is answered as before, and refused if it is another one. Sessions work once
/// `acceptLogIns` was called, and events come from `tell`. Who may call what is not judged: no token is
/// verified, and no limit of a field but those that a handler checks.
public final class FakeMesh: Sendable {
    typealias Handler = @Sendable (RecordedCall) async throws(CallFailure) -> [UInt8]

    private struct State {
        var handlers: [String: Handler] = [:]
        var delays: [String: Duration] = [:]
        var refusals: [String: [Refusal]] = [:]
        var calls: [RecordedCall] = []
        var answers: [AnswerKey: Answer] = [:]
        var waiting: [CallWaiter] = []
        var isClosed = false
    }

    private struct AnswerKey: Hashable {
        let method: String
        let key: UUID
    }

    private struct Answer {
        let body: [UInt8]
        let outcome: Result<RawReply, CallFailure>
    }

    private struct CallWaiter {
        let method: String
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())
    let logs = FakeLogs()
    /// The client to give to the program under test.
    public let client: MeshClient

    /// Makes a mesh that answers nothing yet but `mesh.v1/ReadEvents`.
    public init() {
        let answers = FakeAnswers()
        client = MeshClient(standIn: answers)
        answers.mesh = self
    }

    // MARK: Answering

    /// Answers a method; a later handler takes the place of an earlier one.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - handler: Answers, or throws: a `Refusal` as a service does, a `CallFailure` for what the mesh does
    ///     (`CallFailure(.connectionLost, effect: .unknown)`), anything else for a service that failed.
    public func on<M: Method>(
        _ method: M.Type,
        _ handler: @escaping @Sendable (FakeCall<M>) async throws -> M.Reply
    ) {
        let handler: Handler = { call throws(CallFailure) in
            do {
                let call = try FakeCall<M>(call)
                return try CBOREncoder().encode(try await handler(call))
            } catch {
                throw CallFailure(answering: error)
            }
        }
        state.withLock { $0.handlers[M.declaration.name] = handler }
    }

    /// Always answers a method with the same reply.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - reply: The reply.
    public func on<M: Method>(_ method: M.Type, reply: M.Reply) {
        on(method) { _ in reply }
    }

    /// Refuses the next call of a method once; refusals queue up, and come before the handler.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - refusal: What the service says.
    public func refuseNext<M: Method>(_ method: M.Type, _ refusal: Refusal) {
        state.withLock { $0.refusals[M.declaration.name, default: []].append(refusal) }
    }

    /// Lets each answer of a method take a while; a call whose patience is shorter ends at its deadline.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - duration: How long.
    public func delay<M: Method>(_ method: M.Type, by duration: Duration) {
        state.withLock { $0.delays[M.declaration.name] = duration }
    }

    // MARK: What was called

    /// All calls of a method so far, in order, those included that were refused.
    public func calls<M: Method>(of method: M.Type) -> [FakeCall<M>] {
        recorded(M.declaration.name).compactMap { try? FakeCall<M>($0) }
    }

    /// The names of all methods that were called so far, in order.
    public var calledMethods: [String] { state.withLock { $0.calls.map(\.method) } }

    /// Waits until a method was called so often: for programs that call in tasks of their own.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - count: How often.
    public func untilCalled<M: Method>(_ method: M.Type, times count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isSo = state.withLock { state in
                let name = M.declaration.name
                if state.calls.count(where: { $0.method == name }) >= count { return true }
                state.waiting.append(
                    CallWaiter(method: name, count: count, continuation: continuation)
                )
                return false
            }
            if isSo { continuation.resume() }
        }
    }

    private func recorded(_ method: String) -> [RecordedCall] {
        state.withLock { $0.calls.filter { $0.method == method } }
    }

    // MARK: The stand-in

    func close() {
        state.withLock { $0.isClosed = true }
        logs.close()
    }

    func answer(_ call: RecordedCall, kind: MethodKind) async throws(CallFailure) -> RawReply {
        let key = call.options.idempotencyKey.map { AnswerKey(method: call.method, key: $0) }
        let (isClosed, known) = note(call, kind == .command ? key : nil)
        guard !isClosed else { throw CallFailure(.clientClosed, effect: .notStarted) }
        if let known {
            guard known.body == call.body else {
                throw CallFailure(.idempotencyKeyReused, effect: .none)
            }
            return try known.outcome.get()
        }
        let outcome: Result<RawReply, CallFailure>
        do {
            outcome = .success(try await run(call, kind: kind))
        } catch {
            outcome = .failure(error)
        }
        if kind == .command, let key, outcome.isKept {
            state.withLock { $0.answers[key] = Answer(body: call.body, outcome: outcome) }
        }
        return try outcome.get()
    }

    /// Writes a call down.
    ///
    /// - Returns: Whether it is too late, and the answer that is kept under its key.
    private func note(_ call: RecordedCall, _ key: AnswerKey?) -> (isClosed: Bool, known: Answer?) {
        let (isClosed, known, waiting) = state.withLock { state in
            let known = key.flatMap { state.answers[$0] }
            var call = call
            call.isRepeated = known != nil
            if !state.isClosed { state.calls.append(call) }
            let counts = Dictionary(grouping: state.calls, by: \.method).mapValues(\.count)
            let waiting = state.waiting.filter { counts[$0.method, default: 0] >= $0.count }
            state.waiting.removeAll { counts[$0.method, default: 0] >= $0.count }
            return (state.isClosed, known, waiting)
        }
        for waiter in waiting { waiter.continuation.resume() }
        return (isClosed, known)
    }

    private func run(_ call: RecordedCall, kind: MethodKind) async throws(CallFailure) -> RawReply {
        let (handler, delay, refusal) = state.withLock { state in
            var refusals = state.refusals[call.method] ?? []
            let refusal = refusals.isEmpty ? nil : refusals.removeFirst()
            state.refusals[call.method] = refusals
            return (state.handlers[call.method], state.delays[call.method], refusal)
        }
        if let delay { try await wait(delay, atMost: call.options.timeout) }
        if let refusal { throw CallFailure(answering: refusal) }
        let body: [UInt8]
        if let handler {
            body = try await handler(call)
        } else if call.method == ReadEvents.declaration.name {
            body = try await logs.read(call)
        } else {
            throw CallFailure(
                .unknownMethod,
                "FakeMesh answers no \(call.method): give it a handler with `on`",
                effect: .none
            )
        }
        let service = String(call.method.prefix { $0 != "." })
        let position = kind == .command ? logs.position(of: call.options.service ?? service) : nil
        return RawReply(body: body, position: position, attempts: 1)
    }

    private func wait(_ delay: Duration, atMost patience: Duration) async throws(CallFailure) {
        do {
            try await Task.sleep(for: min(delay, patience))
        } catch {
            throw CallFailure(.cancelled, "the caller took it back while it ran", effect: .unknown)
        }
        if delay > patience {
            throw CallFailure(.deadline, "FakeMesh answers after \(delay)", effect: .unknown)
        }
    }
}

extension FakeCall {
    init(_ call: RecordedCall) throws(CallFailure) {
        do {
            request = try CBORDecoder().decode(M.Request.self, from: call.body)
        } catch {
            throw CallFailure(.malformed, "\(error)", effect: .none)
        }
        options = call.options
        isRepeated = call.isRepeated
    }
}

extension Result<RawReply, CallFailure> {
    /// Whether a service would keep it under the command's key: not what load or a lost line decided.
    fileprivate var isKept: Bool {
        switch self {
        case .success: true
        case .failure(let failure):
            failure.effect == .none && failure.status != .unauthenticated
                && failure.status != .permissionDenied && failure.status != .unimplemented
                && failure.status != .internal
        }
    }
}

extension CallFailure {
    /// What a caller sees of what a handler threw.
    init(answering error: any Error) {
        switch error {
        case let failure as CallFailure:
            self = failure
        case let error as any RefusalConvertible:
            let refusal = error.refusal
            let isLoad = [.unavailable, .resourceExhausted, .cancelled, .deadlineExceeded]
                .contains(refusal.reason.status)
            self.init(
                refusal.reason,
                refusal.message,
                violations: refusal.violations,
                effect: isLoad ? .notStarted : .none,
                retryAfterMilliseconds: refusal.retryAfterMilliseconds,
                attempts: 1
            )
        case is CancellationError:
            self.init(.cancelled, "the caller took it back while it ran", effect: .unknown)
        default:
            self.init(.internalError, "\(error)", effect: .none, attempts: 1)
        }
    }
}
