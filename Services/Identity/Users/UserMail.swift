import OctopusIdentityContract
import GRDB
import OctopusMail
import OctopusServiceKit

/// What admin users are written to about.
enum UserMail {
    case invitation(Secret, until: Instant)
    case passwordReset(Secret, until: Instant)
    /// To the new address.
    case newEmail(Secret, until: Instant)
    /// To the present address.
    case emailAsked
    /// To the address before.
    case emailChanged
    case passwordChanged
    case temporaryPassword(until: Instant)
    case secondFactorOn, secondFactorOff, recoveryCodesMade
    /// To who was the Account owner, and to who is.
    case ownershipGiven(to: String), ownershipTaken(from: String)

    /// The mail, in words.
    ///
    /// - Parameters:
    ///   - user: Whom it is about.
    ///   - address: Where it goes, if not to the address that the user has.
    ///   - links: Where links lead.
    ///   - database: Has the tenant's name.
    /// - Returns: What is sent.
    /// - Throws: What the database throws.
    func letter(
        to user: UserRecord,
        at address: String?,
        _ links: Links,
        in database: Database
    ) throws -> Mail {
        let tenant = try TenantRecord.existing(user.tenantId, in: database)
        guard let email = EmailAddress(address ?? user.email) else {
            throw Refusal(.internalError, "An address that is kept can't be read.")
        }
        let links = tenant.linksBase.flatMap { Links(base: $0) } ?? links
        let text = words(tenant.name)
        var paragraphs: [Letter.Paragraph] = [.text("Hello \(user.name),"), .text(text.body)]
        if let (page, label, secret) = link, let link = links.link(page, secret.text) {
            paragraphs.append(.link(label, link))
        }
        if let end = text.end { paragraphs.append(.text(end)) }
        var mail = Mail(
            purpose,
            to: user.name,
            email,
            about: user.id.uuid,
            of: user.tenantId,
            subject: text.subject,
            Letter(paragraphs)
        )
        mail.usefulUntil = usefulUntil
        mail.partner = user.partnerId
        mail.senderName = tenant.senderName ?? tenant.name
        mail.replyTo = tenant.replyTo.flatMap { EmailAddress($0) }
        return mail
    }

    var purpose: Mail.Purpose {
        switch self {
        case .invitation: Mail.Purpose("invitation")
        case .passwordReset: Mail.Purpose("passwordReset")
        case .newEmail: Mail.Purpose("newEmail")
        case .emailAsked, .emailChanged, .passwordChanged, .temporaryPassword, .secondFactorOn,
            .secondFactorOff, .recoveryCodesMade, .ownershipGiven, .ownershipTaken:
            Mail.Purpose("accountNotice")
        }
    }

    /// Whether those of its purpose that wait have lost their sense.
    var replacesOthers: Bool {
        switch self {
        case .invitation, .newEmail: true
        default: false
        }
    }

    private var usefulUntil: Instant? {
        switch self {
        case .invitation(_, let until), .passwordReset(_, let until), .newEmail(_, let until): until
        default: nil
        }
    }

    private var link: (page: String, label: String, secret: Secret)? {
        switch self {
        case .invitation(let secret, _): ("invitation", "Choose a password", secret)
        case .passwordReset(let secret, _): ("password", "Choose a new password", secret)
        case .newEmail(let secret, _): ("email", "Confirm this address", secret)
        default: nil
        }
    }

    private typealias Words = (subject: String, body: String, end: String?)

    private static let notYou =
        "If that was not you, tell an administrator of your account at once."

    private func words(_ tenant: String) -> Words {
        switch self {
        case .invitation:
            (
                "Your account at \(tenant)",
                "an account at \(tenant) was made for you. Choose a password to log in with.",
                "The link is good once. If you expected no account, do nothing."
            )
        case .passwordReset:
            (
                "A new password for \(tenant)",
                "somebody asked for a new password for your account at \(tenant).",
                "The link is good once. If that was not you, do nothing: your password stays."
            )
        case .newEmail:
            (
                "Confirm your new address for \(tenant)",
                "this address is to be that of your account at \(tenant).",
                "The link is good once. If you asked for nothing, do nothing."
            )
        case .ownershipGiven(let name):
            (
                "You no longer own your account at \(tenant)",
                "\(name) is the Account owner from now on, as you confirmed by your password.",
                Self.notYou
            )
        case .ownershipTaken(let name):
            (
                "You own your account at \(tenant)",
                "\(name) made you the Account owner.",
                "Nobody stands above you there: look after your password and your second factor."
            )
        default: (notice.subject(tenant), notice.body, Self.notYou)
        }
    }

    /// What tells of a change that somebody else may have made.
    private var notice: (subject: (String) -> String, body: String) {
        switch self {
        case .emailAsked:
            (
                { "A new address for your account at \($0)" },
                "another address was named for your account. It counts once its link is opened."
            )
        case .emailChanged:
            (
                { "Another address for your account at \($0)" },
                "your account is no longer reached by this address."
            )
        case .temporaryPassword:
            (
                { "A temporary password at \($0)" },
                "an administrator set a temporary password for you and will tell you. You choose "
                    + "one of your own when you log in."
            )
        case .secondFactorOn:
            ({ "One-time codes at \($0)" }, "your log-in asks for one-time codes now.")
        case .secondFactorOff:
            ({ "One-time codes at \($0)" }, "your log-in asks for no one-time codes now.")
        case .recoveryCodesMade:
            (
                { "Recovery codes at \($0)" },
                "new recovery codes were made; those before are void."
            )
        case .passwordChanged, .invitation, .passwordReset, .newEmail, .ownershipGiven,
            .ownershipTaken:
            ({ "Your password at \($0)" }, "your password was changed.")
        }
    }
}

extension CommandContext<IdentityEnvironment> {
    /// Mails a user, in this transaction.
    ///
    /// - Throws: `throttled` if the caller's account had that address written to too often.
    func mail(_ mail: UserMail, to user: UserRecord, at address: String? = nil) throws {
        if caller.person != nil {
            try take(Throttle.mails(to: address ?? user.email, by: caller.account()))
        }
        // A link that is void needs no mail any more.
        if mail.replacesOthers { try takeBackMail(mail.purpose, about: user.id.uuid) }
        try send(mail.letter(to: user, at: address, environment.links, in: database))
    }
}

extension CommandContext<IdentityEnvironment> {
    /// Counts a mail to an address that nobody has confirmed.
    ///
    /// - Throws: `throttled` if the caller's account sent too many of them.
    func demandMayWriteToStrangers() throws {
        if caller.person != nil { try take(Throttle.unconfirmed(by: caller.account())) }
    }

    /// Counts what is done, and not only what fails.
    func take(_ throttle: Throttle) throws {
        try throttle.check(in: database, at: now)
        try throttle.count(in: database, at: now)
    }
}

extension WorkContext<IdentityEnvironment> {
    /// Mails a user, in this transaction.
    func mail(_ mail: UserMail, to user: UserRecord) throws {
        try send(mail.letter(to: user, at: nil, environment.links, in: database))
    }
}
