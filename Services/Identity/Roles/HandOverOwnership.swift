package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension HandOverOwnership: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordProof

    package static func run(
        _ request: Request,
        with proof: PasswordProof,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let owner = try proof.demand(in: context)
        let role = try RoleRecord.find(request.roleId, of: owner.account, in: database)
        guard let heir = try UserRecord.find(request.userId, in: database),
            heir.account == owner.account
        else { throw Refusal(.notFound) }
        // It was done, and its answer was lost.
        if heir.isOwner, heir.id != owner.id, owner.roleId == role.id { return Reply() }
        guard owner.isOwner else { throw Refusal(.notOwner) }
        // Who set a temporary password would own the account as long as it opens.
        guard heir.id != owner.id, heir.status == .active, heir.temporaryUntil == nil else {
            throw Refusal(.ownerNotActive)
        }
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
        // Nothing of the account is kept from its owner.
        if heir.chatOperator == .normal { heir.chatOperator = .administrator }
        heir = try context.storeNext(of: heir)
        for user in [owner, heir] {
            try context.rightsChanged(of: user.id.uuid, in: user.account)
        }
        try context.mail(.ownershipGiven(to: heir.name), to: owner)
        try context.mail(.ownershipTaken(from: owner.name), to: heir)
    }
}
