package import OctopusIdentityContract
import GRDB
import OctopusMesh
package import OctopusServiceKit

extension CreatePartner: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try TenantRecord.existing(
            context.caller.requireTenant(),
            in: context.database
        )
        var fields = FieldRules()
        let name = fields.text(request.name, "name", IdentityLimits.name)
        let ownerName = fields.text(request.ownerName, "ownerName", IdentityLimits.name)
        let typed = fields.email(request.ownerEmail, "ownerEmail")
        try fields.check()
        guard let email = typed else { throw FieldRules.refusal("ownerEmail", .form) }
        let owner: UserRecord
        if let known = try UserRecord.find(email: email, of: tenant.id, in: context.database) {
            guard try isSame(known, partnerName: name, in: context.database) else {
                throw Refusal(.emailTaken)
            }
            owner = known
        } else {
            owner = try PartnerAccount(
                id: context.newID(),
                tenant: tenant.id,
                name: name,
                ownerName: ownerName,
                email: email
            ).open(in: context)
        }
        return try invite(owner, in: context)
    }

    /// Whether this repeats a call whose answer, and with it the invitation, was lost.
    private static func isSame(
        _ owner: UserRecord,
        partnerName: String,
        in database: Database
    ) throws -> Bool {
        guard owner.status == .invited, let partnerId = owner.partnerId else { return false }
        return try PartnerRecord.find(partnerId, of: owner.tenantId, in: database).name
            == partnerName
    }

    private static func invite(
        _ owner: UserRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard let partnerId = owner.partnerId else { throw Refusal(.emailTaken) }
        let (secret, expiresAt) = try LinkRecord.issue(
            .invitation,
            for: owner.id,
            context.environment.lifetimes,
            in: context
        )
        try context.mail(.invitation(secret, until: expiresAt), to: owner)
        return Reply(
            partnerId: partnerId,
            ownerId: owner.id,
            invitation: context.caller.principal.scope == .installation ? secret.text : nil,
            invitationExpiresAt: expiresAt
        )
    }
}
