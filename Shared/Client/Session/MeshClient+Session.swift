public import OctopusContract
public import OctopusMesh

extension MeshClient {
    /// Begins a session that keeps itself.
    ///
    /// - Parameters:
    ///   - logIn: Who logs in, and with what.
    ///   - tenant: The tenant that the person belongs to, also for a partner's user.
    ///   - timeout: How long to wait for identity.
    ///   - keeping: Called with every new refresh token, before calls go on with it, for a process that
    ///     goes on with the session after a restart. It must not wait long.
    /// - Returns: The session, logged in.
    /// - Throws: `CallFailure`: `.badCredentials`, `.loginCodeInvalid`, `.sessionEnded` of a saved session,
    ///   `.throttled`, or that identity can't be reached.
    public func session(
        logIn: PersonLogIn,
        tenant: TenantID,
        timeout: Duration = .seconds(10),
        keeping: (@Sendable (SavedSession) -> Void)? = nil
    ) async throws(CallFailure) -> PersonSession {
        let session = PersonSession(logIn, tenant: tenant, client: self, keeping: keeping)
        try await session.open(timeout: timeout)
        return session
    }

    /// Does something in a person's name, and logs out afterwards, also if it fails or is cancelled.
    ///
    /// If identity can't be reached at the end, the session ends there by itself when its tokens do.
    ///
    /// - Parameters:
    ///   - logIn: Who logs in, and with what.
    ///   - tenant: The tenant that the person belongs to, also for a partner's user.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CallFailure` of the log-in, or what `body` throws.
    public func withSession<Value: Sendable>(
        logIn: PersonLogIn,
        tenant: TenantID,
        _ body: (PersonSession) async throws -> Value
    ) async throws -> Value {
        let session = try await session(logIn: logIn, tenant: tenant)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(session))
        } catch {
            result = .failure(error)
        }
        // In a task of its own, since this one may be cancelled.
        await Task { try? await session.logOut() }.value
        return try result.get()
    }
}
