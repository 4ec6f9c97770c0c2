import OctopusCBOR
import OctopusContract
import GRDB
import Logging
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

/// What every call goes through, from "is there such a method" to its answer.
///
/// Cheap refusals come before expensive work: the method, the program's grant, the token, the
/// role; then what has to wait or to read; then the request is decoded, once, and run. A call that
/// has nothing to wait for never leaves the thread that brought it; one that is answered from memory
/// needs no task either.
final class CallPipeline: CallHandler {
    let parts: CallParts
    private let methods: [String: ListedMethod]
    /// What is not known gets no metrics of its own.
    private let unknown: CallSeries
    private let admission: CallAdmission

    init<Environment>(
        _ parts: CallParts,
        methods: [MethodEntry<Environment>],
        of environment: Environment
    ) {
        self.parts = parts
        let observer = parts.observer
        self.methods = Dictionary(
            methods.map { entry in
                let name = entry.declaration.name
                return (name, ListedMethod(entry, of: environment, observer.series(of: name)))
            },
            uniquingKeysWith: { _, second in
                preconditionFailure("\(second.declaration.name) is listed twice")
            }
        )
        unknown = observer.series(of: "unknown")
        admission = CallAdmission(
            security: parts.security,
            clock: parts.clock,
            following: parts.following,
            scopes: ScopeResolver(store: parts.store, tenantOfPartner: parts.tenantOfPartner),
            store: parts.store,
            limits: parts.limits
        )
    }

    func kind(of method: String) -> MethodKind? { methods[method]?.declaration.kind }

    func person(of token: String) -> UUID? { admission.person(of: token) }

    /// Answers a call, whatever happens.
    func handle(_ call: IncomingCall) async -> CallAnswer {
        let method = methods[call.method]
        let sight = parts.observer.begin(call)
        var caller: Caller?
        let outcome: CallOutcome
        do {
            guard let method else { throw Refusal(.unknownMethod) }
            let admitted = try await admit(call, method.declaration)
            caller = admitted
            let run = MethodRun(
                parts: parts,
                admission: admission,
                method: method,
                call: call,
                caller: admitted,
                sight: sight
            )
            outcome = parts.sendable(try await self.outcome(of: run), call)
        } catch {
            outcome = refused(error, call)
            auditRefusal(error, of: call, by: caller)
        }
        parts.observer.end(sight, call, outcome, by: caller, in: method?.series ?? unknown)
        if let reason = outcome.reason { noteDenial(reason, of: call, by: caller) }
        return outcome.answer
    }

    private func outcome(of run: MethodRun) async throws -> CallOutcome {
        do throws(QuotaExceeded) {
            try parts.quotas.admit(run.caller, run.method)
        } catch {
            // What was done before the quota was used up is told to those who ask again.
            guard run.call.attempt > 1, let known = try await run.repetition() else { throw error }
            return known
        }
        return try await run.outcome()
    }

    func answerFromMemory(_ call: IncomingCall) -> CallAnswer? {
        guard let method = methods[call.method], let body = method.body.memory,
            !call.isLong, !parts.isClosed
        else { return nil }
        let sight = parts.observer.begin(call)
        var caller: Caller?
        let outcome: CallOutcome
        do {
            guard
                case .admitted(let admitted) = try admission.verdict(
                    on: call,
                    method.declaration
                )
            else { return nil }
            caller = admitted
            guard let known = try parts.fromMemory(body, call, admitted) else { return nil }
            outcome = parts.sendable(known, call)
        } catch {
            outcome = refused(error, call)
            auditRefusal(error, of: call, by: caller)
        }
        parts.observer.end(sight, call, outcome, by: caller, in: method.series)
        if let reason = outcome.reason { noteDenial(reason, of: call, by: caller) }
        return outcome.answer
    }

    /// Who would be let in with that call, without running it.
    func admission(_ call: IncomingCall) async throws -> Caller {
        guard let method = methods[call.method] else { throw Refusal(.unknownMethod) }
        return try await admit(call, method.declaration)
    }

    private func admit(
        _ call: IncomingCall,
        _ declaration: MethodDeclaration
    ) async throws -> Caller {
        // Who may do what is not sure in a restored database.
        if parts.isClosed, !declaration.name.hasPrefix("mesh.") {
            throw Refusal(.restored, retryAfterMilliseconds: 60_000)
        }
        while true {
            switch try admission.verdict(on: call, declaration) {
            case .admitted(let caller): return caller
            case .waits(let need): try await admission.meet(need, of: call)
            }
        }
    }

    /// What the security log has of refusals: somebody asked for what they may not.
    private func noteDenial(_ reason: String, of call: IncomingCall, by caller: Caller?) {
        guard let log = parts.securityLog else { return }
        let isDenied = [Reason.denied, .revoked, .tokenRevoked].contains { $0.word == reason }
        let isGuess = reason == Reason.throttled.word && methods[call.method]?.quota == .sessions
        guard isDenied || isGuess else { return }
        log.recordFailure(
            isGuess ? .logInFailed : .denied,
            reason,
            by: call.principal,
            [
                // A method that nobody declared may be any text.
                ("method", methods[call.method]?.declaration.name ?? "unknown"),
                ("subject", caller?.person.map { SecurityLog.id($0.subject) }),
                ("call", call.debugID), ("address", call.peer),
            ]
        )
    }

    /// What the audit has of refusals that came before any transaction: a denial, what belongs to others,
    /// and a command that is refused while it prepares.
    private func auditRefusal(_ error: any Error, of call: IncomingCall, by caller: Caller?) {
        guard let reason = (error as? any RefusalConvertible)?.refusal.reason, reason.isAudited,
            reason.isDenial || caller == nil || methods[call.method]?.declaration.kind == .command
        else { return }
        // A method that nobody declared may be any text.
        let name = methods[call.method]?.declaration.name ?? "unknown"
        let person = call.token.flatMap { admission.person(of: $0, from: call.principal) }
        parts.audit.denied(AuditFacts(name, call, caller, person), reason)
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
final class ListedMethod: Sendable {
    let declaration: MethodDeclaration
    let body: MethodBody
    let quota: Quota?
    let mayUseReserve: Bool
    let series: CallSeries
    let sealsAnswer: Bool

    init<Environment>(
        _ entry: MethodEntry<Environment>,
        of environment: Environment,
        _ series: CallSeries
    ) {
        declaration = entry.declaration
        body = entry.bind(environment)
        quota = entry.quota
        mayUseReserve = entry.mayUseReserve
        self.series = series
        sealsAnswer = entry.sealsAnswer
    }
}

/// How long and how much calls may take.
struct CallLimits: Sendable {
    var seenWait: Duration = .milliseconds(250)

    init() {}

    init(_ settings: Settings) {
        seenWait = settings.duration("limits.seen-wait")
    }
}
