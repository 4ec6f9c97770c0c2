import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit

extension ThrottlePolicy {
    /// Passwords tried for one account: about a hundred a day.
    static let password = ThrottlePolicy("password", free: 5, forgettingOneEach: .seconds(1800))
    /// Codes tried for one contact.
    static let loginCode = ThrottlePolicy("code", free: 5, forgettingOneEach: .seconds(1800))
    /// Codes asked for one contact, each of which costs the tenant a message.
    static let codeRequests = ThrottlePolicy(
        "codeRequest",
        free: 3,
        delays: .seconds(30) ... .seconds(15 * 60),
        forgettingOneEach: .seconds(600)
    )
    /// One-time codes tried by somebody who has the password already; a log-in does not forget them.
    static let secondFactor = ThrottlePolicy(
        "secondFactor",
        free: 5,
        forgettingOneEach: .seconds(1800)
    )
    /// Mails that a person has sent to an address: links for forgotten passwords, invitations.
    static let links = ThrottlePolicy(
        "link",
        free: 3,
        delays: .seconds(30) ... .seconds(15 * 60),
        forgettingOneEach: .seconds(600)
    )
    /// Guesses through one program, at whatever account.
    static let source = ThrottlePolicy("source", free: 300, forgettingOneEach: .seconds(1))
    /// Codes asked for through one program.
    static let requestSource = ThrottlePolicy(
        "codeRequestSource",
        free: 2000,
        forgettingOneEach: .milliseconds(20)
    )
}

extension Throttle {
    /// Passwords tried for an e-mail, whether somebody has it or not.
    static func password(_ email: String, in tenant: TenantID, _ program: Principal) -> Throttle {
        Throttle(.password, email, tenant, crowd: .source, program)
    }

    /// Codes tried for a contact.
    static func loginCode(_ contact: String, in tenant: TenantID, _ program: Principal) -> Throttle
    {
        Throttle(.loginCode, contact, tenant, crowd: .source, program)
    }

    /// Codes asked for a contact.
    static func codeRequests(
        _ contact: String,
        in tenant: TenantID,
        _ program: Principal
    ) -> Throttle {
        Throttle(.codeRequests, contact, tenant, crowd: .requestSource, program)
    }

    /// One-time codes tried for a user.
    static func secondFactor(_ user: UserRecord) -> Throttle {
        Throttle(ThrottleKey(.secondFactor, user.id.description))
    }

    /// Mails asked for to an address, whether somebody has it or not.
    static func resets(_ email: String, in tenant: TenantID, _ program: Principal) -> Throttle {
        Throttle(.links, email, tenant, crowd: .requestSource, program)
    }

    /// Mails that users who are logged in have sent to a user.
    static func links(of user: UserRecord) -> Throttle {
        Throttle(ThrottleKey(.links, user.id.description))
    }

    private init(
        _ policy: ThrottlePolicy,
        _ account: String,
        _ tenant: TenantID,
        crowd: ThrottlePolicy,
        _ program: Principal
    ) {
        self.init(
            ThrottleKey(policy, tenant.description, account),
            crowd: ThrottleKey(crowd, program.name)
        )
    }
}
