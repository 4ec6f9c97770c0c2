import OctopusIdentityContract
import OctopusFairTurns
import OctopusServiceKit
import OctopusStore

extension WaitingContext<IdentityEnvironment> {
    /// The hash of a password that a user chooses, if it is a good one.
    ///
    /// - Parameters:
    ///   - password: What they chose.
    ///   - user: Who.
    ///   - former: What it must differ from.
    ///   - path: The field.
    /// - Returns: The hash to keep.
    /// - Throws: `weakPassword`.
    func hash(
        _ password: Password,
        of user: UserRecord,
        unlike former: Password? = nil,
        path: String = "newPassword"
    ) async throws -> String {
        let known = try await store.read { try user.knownWords(in: $0) }
        try PasswordRules.check(
            password,
            known: known,
            breached: environment.breached,
            unlike: former,
            path: path
        )
        return try await environment.hasher.hash(
            password,
            for: Share(caller, account: user.id.uuid)
        )
    }
}

extension CommandContext<IdentityEnvironment> {
    /// Gives a user the password that they chose.
    ///
    /// Their other sessions end, links that were mailed to them are void, guesses are forgotten, and they
    /// are told by mail.
    func setOwnPassword(
        _ hash: String,
        of user: UserRecord,
        keeping session: SessionID? = nil
    ) throws {
        var user = user
        (user.passwordHash, user.temporaryUntil) = (hash, nil)
        user = try storeNext(of: user)
        try LinkRecord.voidAll(of: user.id, in: database)
        try Throttle.password(user.email, in: user.tenantId, caller).forgive(in: database)
        try Sessions.endAll(
            of: user.id.uuid,
            except: session,
            lifetimes: environment.lifetimes,
            in: self
        )
        noteProof(.passwordSet, of: user.id.uuid)
        try mail(.passwordChanged, to: user)
    }
}
