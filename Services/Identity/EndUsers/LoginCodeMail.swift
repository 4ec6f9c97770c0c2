import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit

/// The mail with the code that an end user logs in with.
enum LoginCodeMail {
    static let purpose = Mail.Purpose("loginCode")

    static func mail(
        _ code: String,
        to endUser: EndUserRecord,
        at email: EmailAddress,
        of tenant: TenantRecord,
        until expiresAt: Instant
    ) -> Mail {
        let name = endUser.name
        // The subject does not have it: telephones show subjects while they are locked.
        var mail = Mail(
            purpose,
            to: name,
            email,
            about: endUser.id.uuid,
            of: tenant.id,
            subject: "Your code for \(tenant.name)",
            [
                .text(name.map { "Hello \($0)," } ?? "Hello,"),
                .text("this is the code to log in at \(tenant.name) with. It is good for minutes."),
                .code(LoginCode.spoken(code)),
                .text("If you did not ask for it, do nothing, and tell it to nobody."),
            ]
        )
        mail.usefulUntil = expiresAt
        mail.senderName = tenant.senderName ?? tenant.name
        mail.replyTo = tenant.replyTo.flatMap { EmailAddress($0) }
        return mail
    }
}
