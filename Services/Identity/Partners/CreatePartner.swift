package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension CreatePartner: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try TenantRecord.existing(
            context.caller.tenantInQuestion,
            in: context.database
        )
        let name = try Names.checked(request.name, path: "name")
        let ownerName = try Names.checked(request.ownerName, path: "ownerName")
        guard let email = EmailAddress(request.ownerEmail) else {
            throw Refusal.invalid(
                Violation(
                    path: "ownerEmail",
                    rule: "form",
                    message: "An e-mail address is written like owner@shop.example."
                )
            )
        }
        let owner: UserRecord
        if let known = try UserRecord.find(email: email, of: tenant.id, in: context.database) {
            guard try isSame(known, partnerName: name, in: context.database) else {
                throw Refusal(.emailTaken)
            }
            owner = known
        } else {
            owner = try open(
                name,
                ownerName: ownerName,
                email: email,
                tenant: tenant.id,
                in: context
            )
        }
        return try invite(owner, in: context)
    }

    private static func open(
        _ name: String,
        ownerName: String,
        email: EmailAddress,
        tenant: TenantID,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> UserRecord {
        let partner = PartnerRecord(
            id: context.newID(),
            tenantId: tenant,
            version: 1,
            name: name,
            status: .active,
            createdAt: context.now
        )
        try partner.insert(context.database)
        let owner = UserRecord(
            id: context.newID(),
            tenantId: tenant,
            partnerId: partner.id,
            name: ownerName,
            email: email,
            passwordHash: nil,
            createdAt: context.now
        )
        try owner.insert(context.database)
        try partner.tell(in: context)
        return owner
    }

    /// Whether this repeats a call whose answer, and with it the invitation, was lost.
    private static func isSame(
        _ owner: UserRecord,
        partnerName: String,
        in database: Database
    ) throws -> Bool {
        guard owner.status == .invited, let partnerId = owner.partnerId else { return false }
        return try PartnerRecord.find(partnerId, of: owner.tenantId, in: database)?.name
            == partnerName
    }

    private static func invite(
        _ owner: UserRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard let partnerId = owner.partnerId else { throw Refusal(.emailTaken) }
        let (secret, expiresAt) = try InvitationRecord.issue(
            for: owner.id,
            lifetimeMilliseconds: context.environment.lifetimes.invitationMilliseconds,
            in: context
        )
        return Reply(
            partnerId: partnerId,
            ownerId: owner.id,
            invitation: secret.text,
            invitationExpiresAt: expiresAt
        )
    }
}
