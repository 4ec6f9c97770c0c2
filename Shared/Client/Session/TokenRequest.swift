import OctopusContract
import OctopusIdentityContract
import OctopusMesh

/// Asks identity for a session's tokens: for the next ones, and if there are none, from the beginning.
struct TokenRequest: Sendable {
    /// Calls that wait for the tokens may have more time; they ask again.
    private static let timeout: Duration = .seconds(10)

    let session: PersonSession

    init(_ session: PersonSession) {
        self.session = session
    }

    /// Asks.
    ///
    /// - Parameters:
    ///   - refreshToken: What the session goes on with; nil at its beginning.
    ///   - mayLogIn: Whether it may begin again.
    /// - Returns: The new tokens, or why there are none.
    func renew(_ refreshToken: String?, mayLogIn: Bool) async -> RenewalOutcome {
        if let refreshToken {
            let askedAt = ContinuousClock.now
            do {
                let reply = try await session.client.call(
                    RefreshToken.self,
                    .init(refreshToken: refreshToken),
                    options
                )
                return .renewed(SessionTokens(reply, askedAt: askedAt))
            } catch {
                guard error.status == .unauthenticated else { return .failed(error) }
                guard mayLogIn, session.logIn.canRepeat else {
                    return .ended(.ofEndedSession(error))
                }
            }
        }
        return await logIn()
    }

    private func logIn() async -> RenewalOutcome {
        let askedAt = ContinuousClock.now
        do {
            switch session.logIn.means {
            case .saved:
                return .ended(.ofEndedSession)
            case .loginCode(let contact, let code):
                let request = LogInEndUser.Request(contact: contact, loginCode: code)
                let reply = try await session.client.call(LogInEndUser.self, request, options)
                return .renewed(SessionTokens(reply, askedAt: askedAt))
            case .password(let email, let password):
                let request = LogIn.Request(email: email, password: try await secret(password))
                let reply = try await session.client.call(LogIn.self, request, options)
                return .renewed(SessionTokens(reply, askedAt: askedAt))
            }
        } catch {
            return error.reason == .badCredentials || error.reason == .loginCodeInvalid
                ? .ended(error) : .failed(error)
        }
    }

    private func secret(
        _ password: @Sendable () async throws -> String
    ) async throws(CallFailure) -> String {
        do {
            return try await password()
        } catch {
            throw CallFailure(
                .unauthenticated,
                "the password can't be fetched: \(error)",
                effect: .notStarted
            )
        }
    }

    private var options: CallOptions {
        CallOptions(routingKey: session.tenant.uuid, timeout: Self.timeout, seen: session.seen)
    }
}

extension RenewalOutcome {
    static func failed(_ failure: CallFailure) -> RenewalOutcome {
        .failed(
            failure,
            retryAt: failure.retryAfterMilliseconds.map { .now + .milliseconds($0) }
        )
    }
}

extension CallFailure {
    /// The session's end, with what identity said of it.
    static func ofEndedSession(_ refusal: CallFailure) -> CallFailure {
        CallFailure(.sessionEnded, refusal.message, effect: .notStarted, attempts: refusal.attempts)
    }
}

extension SessionTokens {
    init(_ reply: LogIn.Reply, askedAt: ContinuousClock.Instant) {
        self.init(
            access: reply.accessToken,
            refresh: reply.refreshToken,
            sessionID: reply.sessionId,
            userID: reply.userId,
            endUserID: nil,
            partnerID: reply.partnerId,
            askedAt: askedAt
        )
    }

    init(_ reply: LogInEndUser.Reply, askedAt: ContinuousClock.Instant) {
        self.init(
            access: reply.accessToken,
            refresh: reply.refreshToken,
            sessionID: reply.sessionId,
            userID: nil,
            endUserID: reply.endUserId,
            partnerID: nil,
            askedAt: askedAt
        )
    }

    init(_ reply: RefreshToken.Reply, askedAt: ContinuousClock.Instant) {
        self.init(
            access: reply.accessToken,
            refresh: reply.refreshToken,
            sessionID: reply.sessionId,
            userID: reply.userId,
            endUserID: reply.endUserId,
            partnerID: reply.partnerId,
            askedAt: askedAt
        )
    }
}
