package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

/// One's own password, presented again before something changes that a stolen session must not change.
///
/// ```swift
/// // Before the transaction, and in it:
/// let proof = try await PasswordProof.prepare(request.password, in: context)
/// let user = try proof.demand(in: context)
/// ```
package struct PasswordProof: Sendable {
    let password: Password
    /// As the user was when the password was compared.
    let user: UserRecord
    let isRight: Bool
    let throttle: Throttle

    static func prepare(
        _ typed: String,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> PasswordProof {
        let (caller, now) = (context.caller, context.now)
        try PasswordRules.checkSize(typed)
        let user = try await context.store.read { try caller.user(in: $0) }
        guard let user else { throw Refusal(.denied) }
        let throttle = Throttle.password(user.email, in: user.tenantId, provenIn: caller)
        try await context.store.read { try throttle.check(in: $0, at: now) }
        let password = Password(typed)
        let verification = try await context.environment.hasher.verify(
            password,
            against: user.passwordHash,
            for: Share(caller, account: user.id.uuid)
        )
        return PasswordProof(
            password: password,
            user: user,
            isRight: verification.isRight,
            throttle: throttle
        )
    }

    /// The user as they are in the transaction, if the password was right and still is.
    ///
    /// - Throws: `wrongPassword`, counted as a guess at the log-in is; `throttled`.
    func demand(in context: CommandContext<IdentityEnvironment>) throws -> UserRecord {
        // Asked again, since many guesses at once all passed when they were prepared.
        try throttle.check(in: context.database, at: context.now)
        guard let present = try context.caller.user(in: context.database) else {
            throw Refusal(.denied)
        }
        guard isRight, present.passwordHash == user.passwordHash else {
            context.countAfterRefusal(throttle)
            context.noteFailedProof(of: present.id.uuid, "", .wrongPassword)
            throw Refusal(.wrongPassword)
        }
        return present
    }
}

/// A request that bears the password of the person who asks.
package protocol PasswordBearing {
    var password: String { get }
}

extension RemoveSecondFactor.Request: PasswordBearing {}
extension MakeRecoveryCodes.Request: PasswordBearing {}
extension BeginSecondFactor.Request: PasswordBearing {}
extension HandOverOwnership.Request: PasswordBearing {}

extension PreparedCommandHandler
where Request: PasswordBearing, Prepared == PasswordProof, Environment == IdentityEnvironment {
    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> PasswordProof {
        try await PasswordProof.prepare(request.password, in: context)
    }
}
