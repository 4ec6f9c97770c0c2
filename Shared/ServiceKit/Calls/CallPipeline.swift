import CBOR
import Contract
import GRDB
import Logging
import Mesh
import Store
import struct FoundationEssentials.UUID

/// What every call goes through, from "is there such a method" to its answer.
///
/// Cheap refusals come before expensive work: the method, the program's grant, the token, the
/// role; then what has to wait or to read; then the request is decoded, once, and run. A call that
/// has nothing to wait for never leaves the thread that brought it.
final class CallPipeline<Environment: Sendable>: Sendable {
    let parts: CallParts<Environment>
    private let methods: [String: ListedMethod<Environment>]
    /// What is not known gets no metrics of its own.
    private let unknown: CallSeries
    private let verifier: TokenVerifier
    private let scopes: ScopeResolver

    init(_ parts: CallParts<Environment>, methods: [MethodEntry<Environment>]) {
        self.parts = parts
        let observer = parts.observer
        self.methods = Dictionary(
            methods.map { entry in
                let name = entry.declaration.name
                return (name, ListedMethod(entry, observer.series(of: name)))
            },
            uniquingKeysWith: { _, second in
                preconditionFailure("\(second.entry.declaration.name) is listed twice")
            }
        )
        unknown = observer.series(of: "unknown")
        verifier = TokenVerifier(security: parts.security, clock: parts.clock)
        scopes = ScopeResolver(store: parts.store, tenantOfPartner: parts.tenantOfPartner)
    }

    func kind(of method: String) -> MethodKind? { methods[method]?.entry.declaration.kind }

    /// Answers a call, whatever happens.
    func answer(_ call: IncomingCall) async -> CallOutcome {
        let method = methods[call.method]
        let sight = parts.observer.begin(call)
        var caller: Caller?
        let outcome: CallOutcome
        do {
            guard let method else { throw Refusal(.unknownMethod) }
            let admitted = try await admit(call, method.entry.declaration)
            caller = admitted
            let run = MethodRun(
                parts: parts,
                method: method,
                call: call,
                caller: admitted,
                sight: sight
            )
            outcome = try await run.outcome()
        } catch {
            outcome = refused(error, call)
        }
        parts.observer.end(sight, call, outcome, by: caller, in: method?.series ?? unknown)
        return outcome
    }

    /// Who would be let in with that call, without running it.
    func admission(_ call: IncomingCall) async throws -> Caller {
        guard let method = methods[call.method] else { throw Refusal(.unknownMethod) }
        return try await admit(call, method.entry.declaration)
    }

    /// Everything that is demanded of a caller before his request is looked at.
    private func admit(
        _ call: IncomingCall,
        _ declaration: MethodDeclaration
    ) async throws -> Caller {
        guard call.principal.mayCall(declaration.name) else {
            throw Refusal(.denied, "The program's grants do not have \(declaration.name).")
        }
        var token: VerifiedToken?
        if let text = call.token { token = try await verifier.check(text, from: call.principal) }
        let decision = AccessDecision(
            declaration: declaration,
            principal: call.principal,
            person: token?.person
        )
        try decision.demandFittingRule()
        if token != nil, declaration.kind == .command { try demandFreshness() }
        try await catchUp(with: call.seen, call)
        if let token { try await catchUp(with: token.seen, call) }
        let scope = try await scopes.scope(declaration.routing, call.routingKey)
        return try decision.caller(in: scope)
    }

    /// With too old a proof of having read identity's log, a token may be one that was revoked.
    private func demandFreshness() throws(Refusal) {
        let bound = parts.limits.freshnessBoundMilliseconds
        guard let age = parts.security.ageMilliseconds, age <= bound else {
            throw Refusal(.unproven, retryAfterMilliseconds: 1000)
        }
    }

    private func catchUp(with seen: [LogPosition], _ call: IncomingCall) async throws(Refusal) {
        guard !parts.following.hasSeen(seen) else { return }
        let wait = min(call.state.remaining, parts.limits.seenWait)
        guard await parts.following.hasSeen(seen, within: wait) else {
            throw Refusal(.behind, retryAfterMilliseconds: 100)
        }
    }

    private func refused(_ error: any Error, _ call: IncomingCall) -> CallOutcome {
        if let refusal = (error as? any RefusalConvertible)?.refusal {
            return .refused(refusal, refusal.reason.effect, call)
        }
        if error is CancellationError {
            let reason = call.state.abandonment == .expired ? Reason.deadline : .cancelled
            return .refused(Refusal(reason), .notStarted, call)
        }
        return parts.broken(error, effect: .none, call)
    }
}

/// A method with what is counted of it.
///
/// A class, since every call finds it and hands it on.
final class ListedMethod<Environment: Sendable>: Sendable {
    let entry: MethodEntry<Environment>
    let series: CallSeries

    init(_ entry: MethodEntry<Environment>, _ series: CallSeries) {
        self.entry = entry
        self.series = series
    }
}

/// What the parts of the pipeline share.
///
/// A class, since every call passes it on.
final class CallParts<Environment: Sendable>: Sendable {
    let service: String
    let shard: Int
    let store: Store
    let environment: Environment
    let clock: any ServiceClock
    let ids: any IDSource
    let security: SecurityState
    let following: Following<Environment>
    let limits: CallLimits
    let observer: CallObserver
    let logger: Logger
    let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?

    init(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        store: Store,
        environment: Environment,
        security: SecurityState,
        following: Following<Environment>
    ) {
        service = definition.name
        shard = configuration.shard
        self.store = store
        self.environment = environment
        (clock, ids) = (configuration.clock, configuration.ids)
        self.security = security
        self.following = following
        limits = CallLimits(configuration.settings)
        logger = configuration.logger
        observer = CallObserver(
            logger: configuration.logger,
            tracer: SpanTracer(logger: configuration.logsSpans ? configuration.logger : nil),
            registry: configuration.registry
        )
        tenantOfPartner = definition.tenantOfPartner
    }

    /// The answer to what should not have happened: the log has it, the caller does not.
    func broken(_ error: any Error, effect: Effect, _ call: IncomingCall) -> CallOutcome {
        logger.error(
            "A call failed",
            metadata: [
                "method": "\(call.method)", "debugId": "\(call.debugID)", "error": "\(error)",
            ]
        )
        return .refused(Refusal(.internalError), effect, call)
    }
}

/// How long and how much calls may take.
struct CallLimits: Sendable {
    var freshnessBoundMilliseconds: Int64 = 300_000
    var seenWait: Duration = .milliseconds(250)

    init() {}

    init(_ settings: Settings) {
        freshnessBoundMilliseconds = settings.duration("security.freshness-bound").milliseconds
        seenWait = settings.duration("limits.seen-wait")
    }
}

extension CallOutcome {
    static func refused(_ refusal: Refusal, _ effect: Effect, _ call: IncomingCall) -> CallOutcome {
        CallOutcome(
            status: refusal.reason.status,
            effect: effect,
            position: nil,
            retryAfterMilliseconds: refusal.retryAfterMilliseconds,
            body: ErrorReply.encoded(refusal, debugID: call.debugID),
            reason: refusal.reason.word
        )
    }
}

extension ErrorReply {
    static func encoded(_ refusal: Refusal, debugID: String) -> [UInt8] {
        // An error reply is texts and numbers; should its coding fail, the status says enough.
        (try? CBOREncoder().encode(ErrorReply(refusal, debugId: debugID))) ?? []
    }
}
