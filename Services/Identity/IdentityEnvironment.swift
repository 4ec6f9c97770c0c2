import OctopusIdentityContract
package import OctopusMail
package import OctopusServiceKit
import OctopusStore

/// What identity's methods share beside the database.
package struct IdentityEnvironment: SendsMail {
    package let outbox: Outbox
    /// Where the links in mails lead.
    let links: Links
    let hasher: PasswordHasher
    let sealer: Sealer
    let securityLog: SecurityLog?
    let breached: BreachedPasswords?
    /// For what is drawn before a transaction.
    let ids: any IDSource
    let signer: TokenSigner
    let lifetimes: Lifetimes
    /// How many visitors of its websites a tenant has at a time.
    let mostVisitors: Int
    let keySchedule: KeySchedule

    package init(_ resources: ServiceResources) async throws {
        let settings = resources.settings
        var lifetimes = Lifetimes()
        lifetimes.user = Lifetimes.Session(
            idleMilliseconds: settings.duration("sessions.user-idle").milliseconds,
            totalMilliseconds: settings.duration("sessions.user-total").milliseconds
        )
        lifetimes.endUser = Lifetimes.Session(
            idleMilliseconds: settings.duration("sessions.end-user-idle").milliseconds,
            totalMilliseconds: settings.duration("sessions.end-user-total").milliseconds
        )
        lifetimes.visitor = Lifetimes.Session(
            idleMilliseconds: settings.duration("sessions.visitor-idle").milliseconds,
            totalMilliseconds: settings.duration("sessions.visitor-total").milliseconds
        )
        lifetimes.impersonation.totalMilliseconds = lifetimes.user.totalMilliseconds
        lifetimes.invitationMilliseconds = settings.duration("invitations.lifetime").milliseconds
        lifetimes.passwordResetMilliseconds =
            settings.duration("passwords.reset-lifetime").milliseconds
        lifetimes.temporaryPasswordMilliseconds =
            settings.duration("passwords.temporary-lifetime").milliseconds
        self.lifetimes = lifetimes
        mostVisitors = settings.integer("visitors.most")
        hasher = try PasswordHasher(
            threadCount: settings.integer("passwords.threads"),
            queueLimit: settings.integer("passwords.queue")
        )
        outbox = try Outbox(resources)
        links = try Links(settings)
        sealer = resources.sealer
        securityLog = resources.securityLog
        breached = try settings.text("passwords.breached-file").map(BreachedPasswords.init)
        ids = resources.ids
        signer = TokenSigner(sealer: sealer)
        keySchedule = KeySchedule(
            rotationMilliseconds: settings.duration("keys.rotation").milliseconds,
            tokensAliveMilliseconds: lifetimes.accessTokenMilliseconds
                + lifetimes.clockSkewMilliseconds
        )
    }
}

extension Setting {
    static let identity: [Setting] = [
        Setting(
            "passwords.threads",
            .integer(default: 2, 1...64),
            "How many passwords are hashed at a time; each takes 19 MiB."
        ),
        Setting(
            "passwords.queue",
            .integer(default: 128, 1...10_000),
            "How many log-ins may wait for a hash; the next is refused as overload."
        ),
        Setting(
            "passwords.reset-lifetime",
            .duration(default: .seconds(30 * 60)),
            "How long the link for a forgotten password can be opened."
        ),
        Setting(
            "passwords.temporary-lifetime",
            .duration(default: .seconds(72 * 3600)),
            "How long a password opens that an administrator set."
        ),
        Setting(
            "passwords.breached-file",
            .file(default: nil),
            "Passwords that are refused: a file of SHA-1 hashes, a line each, in their order."
        ),
        Setting(
            "sessions.user-idle",
            .duration(default: .seconds(30 * 60)),
            "After how long without use an admin user is logged out."
        ),
        Setting(
            "sessions.user-total",
            .duration(default: .seconds(12 * 3600)),
            "After how long an admin user logs in again however much they do."
        ),
        Setting(
            "sessions.end-user-idle",
            .duration(default: .seconds(14 * 86_400)),
            "After how long without use an end user is logged out."
        ),
        Setting(
            "sessions.end-user-total",
            .duration(default: .seconds(30 * 86_400)),
            "After how long an end user logs in again however much they do."
        ),
        Setting(
            "sessions.visitor-idle",
            .duration(default: .seconds(7 * 86_400)),
            "After how long without use the visit of somebody on a website ends."
        ),
        Setting(
            "sessions.visitor-total",
            .duration(default: .seconds(90 * 86_400)),
            "After how long the visit of somebody on a website ends however much it is used."
        ),
        Setting(
            "visitors.most",
            .integer(default: 100_000, 1...10_000_000),
            "How many visitors a tenant has at a time; the oldest visit makes room for the next."
        ),
        Setting(
            "invitations.lifetime",
            .duration(default: .seconds(72 * 3600)),
            "How long an invitation can be accepted."
        ),
        Setting(
            "keys.rotation",
            .duration(default: .seconds(30 * 86_400)),
            "How long a signing key signs before the next one does."
        ),
    ]
}
