package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension HandOverOwnership: PreparedCommandHandler {
    package typealias Draft = Reply

    package struct Prepared: Sendable {
        let throttle: Throttle
        /// The caller as they were when the password was compared.
        let user: UserRecord
        let isRight: Bool
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        let (caller, now) = (context.caller, context.now)
        try PasswordRules.checkSize(request.password)
        let user = try await context.store.read { try caller.user(in: $0) }
        guard let user else { throw Refusal(.notOwner) }
        let throttle = Throttle.password(user.email, in: user.tenantId, caller.principal)
        try await context.store.read { try throttle.check(in: $0, at: now) }
        let verification = try await context.environment.hasher.verify(
            Password(request.password),
            against: user.passwordHash,
            for: Share(caller, account: user.id.uuid)
        )
        return Prepared(throttle: throttle, user: user, isRight: verification.isRight)
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        // Asked again, since many guesses at once all passed when they were prepared.
        try prepared.throttle.check(in: database, at: context.now)
        guard let owner = try context.caller.user(in: database) else { throw Refusal(.notOwner) }
        guard prepared.isRight, owner.passwordHash == prepared.user.passwordHash else {
            context.countAfterRefusal(prepared.throttle)
            context.noteFailedProof(of: owner.id.uuid, "", .wrongPassword)
            throw Refusal(.wrongPassword)
        }
        let role = try RoleRecord.find(request.roleId, of: owner.account, in: database)
        guard let heir = try UserRecord.find(request.userId, in: database),
            heir.account == owner.account
        else { throw Refusal(.notFound) }
        // It was done, and its answer was lost.
        if heir.isOwner, heir.id != owner.id, owner.roleId == role.id { return Reply() }
        guard owner.isOwner else { throw Refusal(.notOwner) }
        guard heir.id != owner.id, heir.status == .active else { throw Refusal(.ownerNotActive) }
        try hand(over: owner, to: heir, keeping: role, in: context)
        return Reply()
    }

    /// The index that allows one owner wants the old one to go first.
    private static func hand(
        over owner: UserRecord,
        to heir: UserRecord,
        keeping role: RoleRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        var (owner, heir) = (owner, heir)
        owner.take(role: role.id)
        owner = try context.storeNext(of: owner)
        heir.take(role: nil)
        heir = try context.storeNext(of: heir)
        for user in [owner, heir] {
            try context.rightsChanged(of: user.id.uuid, in: user.account)
        }
    }
}
