package import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension SetUserPassword: PreparedCommandHandler {
    package typealias Draft = Reply

    package struct Prepared: Sendable {
        let passwordHash: String
        let generated: String?
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        if let typed = request.password { try PasswordRules.checkSize(typed) }
        let caller = context.caller
        // Decided before anything is hashed, and once more in the transaction.
        let user = try await context.store.read { database in
            let user = try UserRecord.find(request.userId, of: caller.account(), in: database)
            try Roles.demandOver(user, by: caller, in: database)
            return user
        }
        // 144 random bits.
        let generated = Data(context.environment.ids.randomBytes(18)).base64URLText
        let hash = try await context.hash(
            Password(request.password ?? generated),
            of: user,
            path: "password"
        )
        return Prepared(
            passwordHash: hash,
            generated: request.password == nil ? generated : nil
        )
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var user = try context.userToChange(request.userId)
        try context.demandNeitherOwnerNorOneself(user)
        guard user.status != .disabled else {
            throw Refusal(.wrongState, "It is disabled; it must be invited or active.")
        }
        let until = context.now.adding(
            milliseconds: context.environment.lifetimes.temporaryPasswordMilliseconds
        )
        (user.passwordHash, user.temporaryUntil) = (prepared.passwordHash, until)
        user.status = .active
        user = try context.storeNext(of: user)
        try context.endEverything(of: user)
        context.noteProof(.passwordSet, of: user.id.uuid)
        try context.mail(.temporaryPassword(until: until), to: user)
        return Reply(password: prepared.generated, passwordExpiresAt: until)
    }
}
