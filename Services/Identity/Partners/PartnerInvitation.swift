import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit

extension Mail.Purpose {
    /// Asks somebody to choose the password of a new account.
    static let invitation = Mail.Purpose("invitation")
}

/// The mail that invites a partner's owner.
enum PartnerInvitation {
    /// Has it sent; one that is not sent yet goes, since its link is dead.
    static func send(
        to owner: UserRecord,
        for partnerName: String,
        _ secret: Secret,
        until expiresAt: Instant,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let tenant = try TenantRecord.existing(owner.tenantId, in: context.database)
        guard let address = EmailAddress(owner.email),
            let link = context.environment.links.link("invitation", secret.text)
        else { throw FieldRules.refusal("ownerEmail", .form) }
        try context.takeBackMail(.invitation, about: owner.id.uuid)
        var mail = Mail(
            .invitation,
            to: owner.name,
            address,
            about: owner.id.uuid,
            of: owner.tenantId,
            subject: "Your account for \(partnerName) at \(tenant.name)",
            [
                .text("Hello \(owner.name),"),
                .text("\(tenant.name) has opened an account for \(partnerName), which you own."),
                .link("Choose your password", link),
                .text("The link works once. If you did not expect this mail, leave it be."),
            ]
        )
        mail.usefulUntil = expiresAt
        mail.partner = owner.partnerId
        mail.senderName = tenant.name
        try context.send(mail)
    }
}
