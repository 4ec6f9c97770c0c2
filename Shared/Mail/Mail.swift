package import OctopusContract
package import OctopusMIME
package import OctopusServiceKit
package import struct FoundationEssentials.UUID

/// A mail to one person, as a use case writes it.
///
/// ```swift
/// try context.send(
///     Mail(.invitation, to: user.name, user.email, about: user.id.uuid, of: user.tenantId,
///         subject: "Your account at \(tenant.name)",
///         [.text("Hello \(user.name),"), .link("Choose a password", link)])
/// )
/// ```
/// It leaves after the transaction, or not at all if the command refuses.
package struct Mail: Sendable {
    /// What a mail is for.
    ///
    /// It stands in lists, events and metrics, so it is a word of the code. Use cases add theirs:
    /// `static let invitation = Mail.Purpose("invitation")`.
    package struct Purpose: Sendable, Hashable {
        package let word: String
        package init(_ word: String) { self.word = word }
    }

    package let purpose: Purpose
    package let name: String?
    package let address: EmailAddress
    /// The person or thing that it is about: what erases that removes the mail, too.
    package let subjectID: UUID
    package let tenant: TenantID
    package let subject: String
    package let letter: Letter
    /// When it is of no more use, as a link that ends; it is not sent after that.
    package var usefulUntil: Instant?
    /// Who sends it instead of `mail.from`'s name, as the tenant's.
    package var senderName: String?
    package var replyTo: EmailAddress?
    /// Where the person ends such mails; only for those that can be ended.
    package var unsubscribe: MailLink?
    package var partner: PartnerID?

    package init(
        _ purpose: Purpose,
        to name: String?,
        _ address: EmailAddress,
        about subjectID: UUID,
        of tenant: TenantID,
        subject: String,
        _ letter: Letter
    ) {
        self.purpose = purpose
        self.name = name
        self.address = address
        self.subjectID = subjectID
        self.tenant = tenant
        self.subject = subject
        self.letter = letter
    }
}
