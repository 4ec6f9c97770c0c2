package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit
import OctopusStore

extension RemoveSecondFactor: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordProof

    package static func run(
        _ request: Request,
        with proof: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let user = try proof.demand(in: context)
        // It was done, and its answer was lost.
        guard user.hasSecondFactor else { return Reply() }
        guard try !user.demandsSecondFactor(in: context.database) else {
            throw Refusal(.secondFactorDemanded)
        }
        try SecondFactor.demand(request.code, of: user, in: context)
        try SecondFactorRecord.remove(of: user.id, in: context.database)
        try context.setSecondFactor(false, of: user)
        return Reply()
    }
}

extension MakeRecoveryCodes: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordProof

    package static func run(
        _ request: Request,
        with proof: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let user = try proof.demand(in: context)
        guard user.hasSecondFactor else {
            throw Refusal(.wrongState, "There is no second factor to recover.")
        }
        try SecondFactor.demand(request.code, of: user, in: context)
        let codes = try RecoveryCodes.draw(for: user.id, in: context)
        try context.mail(.recoveryCodesMade, to: user)
        return Reply(recoveryCodes: codes)
    }
}

extension RemoveUserSecondFactor: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        let user = try context.userToChange(request.userId)
        try context.demandNeitherOwnerNorOneself(user)
        guard user.hasSecondFactor else { return user.user }
        try SecondFactorRecord.remove(of: user.id, in: context.database)
        return try context.setSecondFactor(false, of: user).user
    }
}
