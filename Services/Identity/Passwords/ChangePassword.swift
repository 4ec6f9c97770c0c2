package import OctopusIdentityContract
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension ChangePassword: PreparedCommandHandler {
    package typealias Draft = Reply

    package struct Prepared: Sendable {
        let proof: PasswordProof
        let work: Work

        enum Work: Sendable {
            case set(passwordHash: String)
            /// The present password is not the old one; whether it is the new one.
            case compare(isNew: Bool)
        }
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        try PasswordRules.checkSize(request.newPassword, path: "newPassword")
        let proof = try await PasswordProof.prepare(request.password, in: context)
        let password = Password(request.newPassword)
        guard proof.isRight else {
            let verification = try await context.environment.hasher.verify(
                password,
                against: proof.user.passwordHash,
                for: Share(context.caller, account: proof.user.id.uuid)
            )
            return Prepared(proof: proof, work: .compare(isNew: verification.isRight))
        }
        let hash = try await context.hash(password, of: proof.user, unlike: proof.password)
        return Prepared(proof: proof, work: .set(passwordHash: hash))
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        // It was done, and its answer was lost.
        if case .compare(isNew: true) = prepared.work,
            try context.caller.user(in: context.database)?.passwordHash
                == prepared.proof.user.passwordHash
        {
            try prepared.proof.throttle.check(in: context.database, at: context.now)
            return Reply()
        }
        let user = try prepared.proof.demand(in: context)
        guard case .set(let hash) = prepared.work else { throw Refusal(.wrongPassword) }
        try context.setOwnPassword(hash, of: user, keeping: context.caller.person?.session)
        return Reply()
    }
}
