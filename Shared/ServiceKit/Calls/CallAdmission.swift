import OctopusContract
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

/// Everything that is demanded of a caller before its request is looked at.
///
/// Judging never waits, so that it costs no task. What has to be waited for it says, `meet` does it,
/// and the call is judged again; that is rare, since what was found out once is kept.
final class CallAdmission: Sendable {
    enum Verdict {
        case admitted(Caller)
        case waits(Need)
    }

    /// What is to be found out before a call can be judged.
    enum Need {
        /// The signature of a token that was not seen before.
        case verification(of: String)
        /// What the caller has seen of other logs and this service has not.
        case reading([LogPosition])
        case tenant(of: PartnerID)
    }

    /// Methods whose answers depend on no other service's log and tell of nobody: a caller's positions
    /// are not waited for, and freshness is not demanded.
    private static let tellOfThemselves: Set = [
        Describe.declaration.name, Health.declaration.name, Stats.declaration.name,
    ]

    private let security: SecurityState
    private let verifier: TokenVerifier
    private let following: Following
    private let scopes: ScopeResolver
    private let store: Store
    private let limits: CallLimits

    init(
        security: SecurityState,
        clock: any ServiceClock,
        following: Following,
        scopes: ScopeResolver,
        store: Store,
        limits: CallLimits
    ) {
        self.security = security
        verifier = TokenVerifier(security: security, clock: clock)
        self.following = following
        self.scopes = scopes
        self.store = store
        self.limits = limits
    }

    /// Whose token it is, if it was verified before.
    func person(of token: String) -> UUID? { verifier.person(of: token) }

    /// Who presents a token, if it was verified before and is still good.
    func person(of token: String, from principal: Principal) -> Person? {
        (try? verifier.known(token, from: principal))?.person
    }

    /// The caller, let in by cheap refusals first, or what is needed to say so.
    func verdict(
        on call: IncomingCall,
        _ declaration: MethodDeclaration
    ) throws(Refusal) -> Verdict {
        let principal = try principal(of: call, declaration)
        try demandFreshness(principal, declaration)
        var token: VerifiedToken?
        if let text = call.token {
            guard let known = try verifier.known(text, from: principal) else {
                return .waits(.verification(of: text))
            }
            token = known
        }
        let decision = AccessDecision(
            access: declaration.access,
            principal: principal,
            person: token?.person,
            place: CallerPlace(call, principal)
        )
        try decision.demandFittingRule()
        // A store that can't write applies no events, and can't say when it will. Reads are answered
        // from what it has; commands are refused as `readOnly`, which says what is wrong.
        if store.state == .writable {
            if !following.hasSeen(call.seen), !Self.tellOfThemselves.contains(declaration.name) {
                return .waits(.reading(call.seen))
            }
            if let seen = token?.seen, !following.hasSeen(seen) { return .waits(.reading(seen)) }
        }
        switch try scopes.scope(declaration.routing, call.routingKey) {
        case .known(let scope): return .admitted(try decision.caller(in: scope))
        case .unknown(let partner): return .waits(.tenant(of: partner))
        }
    }

    /// Finds out what is needed; a call whose need can't be met is refused.
    func meet(_ need: Need, of call: IncomingCall) async throws {
        switch need {
        case .verification(let token): try await verifier.verify(token)
        case .reading(let seen):
            let wait = min(call.state.remaining, limits.seenWait)
            try await following.wait(for: seen, within: wait, call.ticket().share)
        case .tenant(let partner): try await scopes.find(partner, call.ticket())
        }
    }

    /// Whether a call that was let in may still be done and answered, after it waited for its turn or
    /// for news.
    func demandStanding(of call: IncomingCall, _ declaration: MethodDeclaration) throws(Refusal) {
        let present = try principal(of: call, declaration)
        try demandFreshness(present, declaration)
        // What it may see was decided when it began.
        guard present === call.principal || present.hasAll(of: call.principal) else {
            throw Refusal(.denied, "The program's grants were changed while it waited; ask again.")
        }
        if let token = call.token { try verifier.demandStanding(of: token) }
    }

    /// Whether something has changed that a call which was let in depends on.
    func mayHaveFallen(_ call: IncomingCall) -> Bool { security.hasChanged(since: call.state) }

    /// The program as it is now: since the call was received it may have waited for its turn.
    private func principal(
        of call: IncomingCall,
        _ declaration: MethodDeclaration
    ) throws(Refusal) -> Principal {
        var principal = call.principal
        if let key = call.key, security.hasChanged(since: call.state) {
            guard let present = security.principal(for: key) else { throw Refusal(.revoked) }
            principal = present
        }
        let byName = declaration.isGrantedByName
        guard principal.mayCall(declaration.name, byNameAlone: byName) else {
            throw Refusal(
                .denied,
                "The program's grants do not have \(declaration.name)"
                    + (byName ? ", which must be named." : ".")
            )
        }
        return principal
    }

    /// With too old a proof of having read identity's log, a program or a token may be one that was
    /// revoked.
    ///
    /// The services' own programs are the mesh map's, and go on.
    private func demandFreshness(
        _ principal: Principal,
        _ declaration: MethodDeclaration
    ) throws(Refusal) {
        guard security.freshness.standing == .lost, !principal.isService,
            !Self.tellOfThemselves.contains(declaration.name)
        else { return }
        try security.freshness.demand()
    }
}

extension Principal {
    /// Whether it is bound as that one is, and has its grants.
    fileprivate func hasAll(of other: Principal) -> Bool {
        tenant == other.tenant && partner == other.partner
            && other.grants.allSatisfy(grants.contains)
    }
}
