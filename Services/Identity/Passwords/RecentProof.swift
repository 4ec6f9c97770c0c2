import OctopusIdentityContract
import OctopusServiceKit

/// That the person who asks has lately proved who they are: by a password given now, or by the log-in with
/// which the session began.
package struct RecentProof: Sendable {
    /// Nil where no password was given.
    private let password: PasswordProof?

    /// The log-in alone, where no password can be given.
    static let byLogIn = RecentProof(password: nil)

    static func prepare(
        _ typed: String?,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> RecentProof {
        // An end user has none; a code that they log in with is their proof.
        guard let typed, context.caller.person?.userID != nil else {
            return byLogIn
        }
        return RecentProof(password: try await PasswordProof.prepare(typed, in: context))
    }

    /// - Throws: `wrongPassword`, counted as a guess; `proofRequired` if there is no proof; `throttled`.
    func demand(in context: CommandContext<IdentityEnvironment>) throws {
        if let password {
            _ = try password.demand(in: context)
            return
        }
        let id = try context.caller.requirePerson().session
        guard let session = try SessionRecord.find(id, in: context.database),
            session.isOpen(at: context.now, context.environment.lifetimes),
            session.startedAt.isNear(
                context.now,
                within: IdentityLimits.recentLogInMilliseconds
            )
        else { throw Refusal(.proofRequired) }
    }
}
