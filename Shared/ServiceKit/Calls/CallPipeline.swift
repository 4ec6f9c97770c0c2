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
/// role; then what has to wait or to read; then the request is decoded, once, and run.
final class CallPipeline<Environment: Sendable>: Sendable {
    let parts: CallParts<Environment>
    private let methods: [String: MethodEntry<Environment>]
    private let verifier: TokenVerifier
    private let scopes: ScopeResolver

    init(_ parts: CallParts<Environment>, methods: [MethodEntry<Environment>]) {
        self.parts = parts
        self.methods = Dictionary(
            methods.map { ($0.declaration.name, $0) },
            uniquingKeysWith: { _, second in
                preconditionFailure("\(second.declaration.name) is listed twice")
            }
        )
        verifier = TokenVerifier(security: parts.security, clock: parts.clock)
        scopes = ScopeResolver(store: parts.store, tenantOfPartner: parts.tenantOfPartner)
    }

    func kind(of method: String) -> MethodKind? { methods[method]?.declaration.kind }

    /// Answers a call, whatever happens.
    func answer(_ call: CallRequest) async -> CallOutcome {
        let record = CallRecord(call, isKnown: methods[call.method] != nil)
        return await parts.observer.observe(record) { [self] trace in
            do {
                return try await checked(call, record, trace)
            } catch {
                return refused(error, call)
            }
        }
    }

    /// Who would be let in with that call, without running it.
    func admission(_ call: CallRequest) async throws -> Caller {
        guard let entry = methods[call.method] else { throw Refusal(.unknownMethod) }
        return try await admit(call, entry.declaration)
    }

    private func checked(
        _ call: CallRequest,
        _ record: CallRecord,
        _ trace: String?
    ) async throws -> CallOutcome {
        guard let entry = methods[call.method] else { throw Refusal(.unknownMethod) }
        let caller = try await admit(call, entry.declaration)
        record.admitted(caller)
        let run = MethodRun(parts: parts, entry: entry, call: call, caller: caller, trace: trace)
        return try await run.outcome()
    }

    /// Everything that is demanded of a caller before his request is looked at.
    private func admit(
        _ call: CallRequest,
        _ declaration: MethodDeclaration
    ) async throws -> Caller {
        guard call.principal.mayCall(declaration.name) else {
            throw Refusal(.denied, "The program's grants do not have \(declaration.name).")
        }
        var claims: AccessClaims?
        if let token = call.token {
            claims = try await verifier.claims(of: token, from: call.principal)
        }
        let decision = AccessDecision(
            declaration: declaration,
            principal: call.principal,
            person: claims?.person
        )
        let rules = try decision.fittingRules()
        if claims != nil, declaration.kind == .command { try demandFreshness() }
        try await catchUp(with: call.seen + (claims?.seen ?? []), call)
        let scope = try await scopes.scope(declaration.routing, call.routingKey)
        return try decision.caller(by: rules, in: scope)
    }

    /// With too old a proof of having read identity's log, a token may be one that was revoked.
    private func demandFreshness() throws(Refusal) {
        let bound = parts.limits.freshnessBoundMilliseconds
        guard let age = parts.security.ageMilliseconds, age <= bound else {
            throw Refusal(.unproven, retryAfterMilliseconds: 1000)
        }
    }

    private func catchUp(with seen: [LogPosition], _ call: CallRequest) async throws {
        guard !seen.isEmpty else { return }
        let wait = min(call.remaining(), parts.limits.seenWait)
        guard await parts.hasSeen(seen, wait) else {
            throw Refusal(.behind, retryAfterMilliseconds: 100)
        }
    }

    private func refused(_ error: any Error, _ call: CallRequest) -> CallOutcome {
        if let refusal = (error as? any RefusalConvertible)?.refusal {
            return .refused(refusal, refusal.reason.effect, call)
        }
        if error is CancellationError {
            let reason = call.abandonment() == .expired ? Reason.deadline : .cancelled
            return .refused(Refusal(reason), .notStarted, call)
        }
        return parts.broken(error, effect: .none, call)
    }
}

/// What the parts of the pipeline share.
struct CallParts<Environment: Sendable>: Sendable {
    let service: String
    let shard: Int
    let store: Store
    let environment: Environment
    let clock: any ServiceClock
    let ids: any IDSource
    let security: SecurityState
    let limits: CallLimits
    let observer: CallObserver
    let logger: Logger
    let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?
    /// Whether the service has read what a caller saw, now or within so long.
    let hasSeen: @Sendable ([LogPosition], Duration) async -> Bool

    /// The answer to what should not have happened: the log has it, the caller does not.
    func broken(_ error: any Error, effect: Effect, _ call: CallRequest) -> CallOutcome {
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

extension AccessClaims {
    /// Identity's log when the token was issued: whoever bears it has seen that much.
    fileprivate var seen: [LogPosition] {
        pos.map {
            [LogPosition(service: "identity", shard: $0.shard, epoch: $0.epoch, seq: $0.seq)]
        } ?? []
    }
}

extension CallOutcome {
    static func refused(_ refusal: Refusal, _ effect: Effect, _ call: CallRequest) -> CallOutcome {
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
