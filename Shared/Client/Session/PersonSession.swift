public import OctopusContract
import OctopusIdentityContract
public import OctopusMesh
import Synchronization
import struct FoundationEssentials.UUID

/// A person's session that keeps itself: calls in their name, for as long as the program wants.
///
/// ```swift
/// let session = try await client.session(
///     logIn: .user(email: "till@acme.example", password: password),
///     tenant: tenant
/// )
/// let wallet = try await session.call(GetWallet.self, .init(endUserId: person))
/// try await session.logOut()
/// ```
/// It logs in, asks for the next access token before the present one ends, and when a service refuses one.
/// Clocks play no part in that: a token's life is measured from when it came. However many tasks find the
/// token at its end, one of them asks identity and all of them go on with the answer. A session that
/// has ended begins again by itself if it was begun with a password; else calls end with `.sessionEnded`.
///
/// What its calls write, its later calls see, in every service: it carries the positions that replies
/// told (`seen`). So keep one session for each person, not one for all.
public final class PersonSession: MethodCaller {
    /// The tenant in which the person is logged in.
    public let tenant: TenantID
    /// What the person has seen so far; it goes along with every call.
    public let seen: Sightings
    let client: MeshClient
    let logIn: PersonLogIn
    private let keep: (@Sendable (SavedSession) -> Void)?
    private let state: Mutex<SessionState>

    init(
        _ logIn: PersonLogIn,
        tenant: TenantID,
        client: MeshClient,
        keeping keep: (@Sendable (SavedSession) -> Void)?
    ) {
        self.logIn = logIn
        self.tenant = tenant
        self.client = client
        self.keep = keep
        guard case .saved(let saved) = logIn.means else {
            seen = Sightings()
            state = Mutex(SessionState())
            return
        }
        seen = Sightings(saved.seen)
        state = Mutex(SessionState(refreshToken: saved.refreshToken))
    }

    // MARK: Who

    /// The user, if the session is a user's.
    public var userID: UserID? { state.withLock { $0.tokens?.userID } }

    /// The end user, if the session is an end user's.
    public var endUserID: EndUserID? { state.withLock { $0.tokens?.endUserID } }

    /// The partner whose account the user belongs to; nil for a tenant's own user and an end user.
    public var partnerID: PartnerID? { state.withLock { $0.tokens?.partnerID } }

    /// What another process goes on with, by `PersonLogIn.saved`; nil once the session has ended.
    public var saved: SavedSession? {
        state.withLock { $0.refreshToken }.map {
            SavedSession(tenant: tenant, refreshToken: $0, seen: seen.positions)
        }
    }

    // MARK: Calling

    /// Calls a method in the person's name.
    ///
    /// Where `options` has no routing key, it is the tenant or the user's partner, as the method wants it.
    /// The deadline holds for all of it: for the token, the call, and the call again with another token.
    ///
    /// - Parameters:
    ///   - method: What is asked for.
    ///   - request: Its request.
    ///   - options: Patience and so on; a token in it is ignored.
    /// - Returns: The reply.
    /// - Throws: `CallFailure`; `.sessionEnded` if somebody has to log in again.
    public func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ options: CallOptions
    ) async throws(CallFailure) -> M.Reply {
        try await call(method, request, options, isLast: false)
    }

    private func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        _ options: CallOptions,
        isLast: Bool
    ) async throws(CallFailure) -> M.Reply {
        let deadline = ContinuousClock.now + options.timeout
        var options = options
        options.seen = options.seen ?? seen
        options.routingKey = options.routingKey ?? routingKey(for: M.declaration.routing)
        if M.declaration.kind == .command, options.idempotencyKey == nil {
            // One key, although it may be sent with two tokens.
            options.idempotencyKey = IdempotencyKey.make()
        }
        var refused: Set<String> = []
        while true {
            let token = try await token(otherThan: refused, by: deadline, isLast: isLast)
            options.token = token
            options.timeout = deadline - .now
            do {
                return try await client.call(method, request, options)
            } catch {
                guard error.isOfToken, refused.count < 2 else { throw error }
                refused.insert(token)
            }
        }
    }

    private func routingKey(for routing: Routing) -> UUID? {
        switch routing {
        case .none: nil
        case .tenant: tenant.uuid
        case .partner: partnerID?.uuid
        }
    }

    // MARK: Tokens

    /// A token to call with.
    ///
    /// - Parameters:
    ///   - refused: What services have refused already.
    ///   - deadline: The call's.
    ///   - isLast: The session is on its way to its end.
    /// - Returns: A token that no service has refused.
    /// - Throws: The failure that ended the session, or the deadline's.
    private func token(
        otherThan refused: Set<String>,
        by deadline: ContinuousClock.Instant,
        isLast: Bool
    ) async throws(CallFailure) -> String {
        while true {
            let step = state.withLock {
                $0.next(otherThan: refused, now: .now, isLast: isLast)
            }
            switch step {
            case .use(let token):
                return token
            case .useAndRenew(let token, let renewal):
                begin(renewal)
                return token
            case .end(let failure):
                throw failure
            case .renew(let renewal):
                begin(renewal)
                try await wait(for: renewal, by: deadline)
            case .wait(let renewal):
                try await wait(for: renewal, by: deadline)
            }
        }
    }

    private func wait(
        for renewal: Renewal,
        by deadline: ContinuousClock.Instant
    ) async throws(CallFailure) {
        switch await renewal.wait(atMost: deadline - .now) {
        case .success: break
        // Identity is away: a call waits for it as it waits for any service.
        case .failure(let failure) where failure.reason == .deadline && deadline > .now: break
        case .failure(let failure): throw failure
        case nil where Task.isCancelled:
            throw CallFailure(.cancelled, "the caller took it back", effect: .notStarted)
        case nil:
            throw CallFailure(
                .deadline,
                "identity gave no access token in time",
                effect: .notStarted
            )
        }
    }

    /// Asks identity for tokens, in a task of its own: if the first caller gives up, the others still get them.
    private func begin(_ renewal: Renewal) {
        Task { [self] in
            let (refreshToken, isLast) = state.withLock { ($0.refreshToken, $0.isLeaving) }
            let outcome = await TokenRequest(self).renew(refreshToken, mayLogIn: !isLast)
            let saved = state.withLock { state -> String? in
                state.took(outcome)
                return state.refreshToken
            }
            if case .renewed = outcome, let saved {
                keep?(SavedSession(tenant: tenant, refreshToken: saved, seen: seen.positions))
            }
            renewal.finish(outcome.result)
        }
    }

    // MARK: Beginning and end

    /// Gets the first tokens.
    func open(timeout: Duration) async throws(CallFailure) {
        _ = try await token(otherThan: [], by: .now + timeout, isLast: false)
    }

    /// Ends the session: its tokens are refused everywhere within a second.
    ///
    /// Calls that come later end with `.sessionEnded`, also if identity could not be asked; then the refresh
    /// token lives on there, and calling this again tries again.
    ///
    /// - Parameter timeout: How long to wait for identity.
    /// - Throws: `CallFailure` if identity gave no answer.
    public func logOut(timeout: Duration = .seconds(5)) async throws(CallFailure) {
        guard state.withLock({ $0.leave() }) else { return }
        do {
            _ = try await call(LogOut.self, Empty(), CallOptions(timeout: timeout), isLast: true)
        } catch {
            // It had ended already, which is what was asked for.
            guard error.status == .unauthenticated else { throw error }
        }
        state.withLock { $0.end(.ofEndedSession) }
    }
}

extension CallFailure {
    /// Whether another token may help.
    ///
    /// Asking again does no harm whatever became of earlier attempts: the command keeps its key.
    fileprivate var isOfToken: Bool {
        reason == .tokenExpired || reason == .tokenRevoked || reason == .tokenOutdated
            || reason == .unauthenticated
    }

    static let ofEndedSession = CallFailure(.sessionEnded, effect: .notStarted)
}
