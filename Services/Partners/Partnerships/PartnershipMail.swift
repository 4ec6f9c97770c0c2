import FoundationEssentials
import OctopusMail
import OctopusPartnersContract
import OctopusServiceKit

extension Mail.Purpose {
    static let partnershipConfirmation = Mail.Purpose("partnershipConfirmation")
}

/// The mails to somebody who asks to become a partner.
enum PartnershipMail {
    static func confirmation(
        of form: PartnershipForm,
        to email: EmailAddress,
        _ secret: Secret,
        about id: UUID,
        of tenant: TenantID,
        until expiresAt: Instant,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Mail {
        let name = try TenantName.find(tenant, in: context.database)
        let links = name?.linksBase.flatMap { Links(base: $0) } ?? context.environment.links
        let business = name?.name ?? "the tenant"
        var paragraphs: [Letter.Paragraph] = [
            .text("Hello,"),
            .text(
                "somebody has asked \(business) to make you a partner, with this address. "
                    + "Open the link within three days to send the request."
            ),
        ]
        if let link = links.link("partnership", secret.text) {
            paragraphs.append(.link("Send the request", link))
        }
        paragraphs.append(.text("If it was not you, do nothing."))
        // What a stranger typed is in no mail: it would be sent to an address of their choice.
        var mail = Mail(
            .partnershipConfirmation,
            to: nil,
            email,
            about: id,
            of: tenant,
            subject: "Your request at \(business)",
            Letter(paragraphs)
        )
        mail.usefulUntil = expiresAt
        mail.senderName = name.map { $0.senderName ?? $0.name }
        mail.replyTo = name?.replyTo.flatMap { EmailAddress($0) }
        return mail
    }
}
