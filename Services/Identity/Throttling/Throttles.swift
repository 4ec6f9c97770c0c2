import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit

extension ThrottlePolicy {
    /// Passwords tried for one account: about a hundred a day.
    static let password = ThrottlePolicy("password", free: 5, forgettingOneEach: .seconds(1800))
    /// Passwords tried for one account from devices that are not known, at whatever address: about a
    /// hundred a day, so many addresses guess no more than one.
    static let passwordAnywhere = ThrottlePolicy(
        "passwordAnywhere",
        free: 20,
        forgettingOneEach: .seconds(900)
    )
    /// Codes tried for one contact, at whatever address.
    static let loginCodeAnywhere = ThrottlePolicy(
        "codeAnywhere",
        free: 20,
        forgettingOneEach: .seconds(900)
    )
    /// Guesses from one address, at whatever account.
    static let address = ThrottlePolicy(
        "address",
        free: 50,
        delays: .seconds(1) ... .seconds(60),
        forgettingOneEach: .seconds(30)
    )
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
        delays: .seconds(30) ... .seconds(30 * 60),
        forgettingOneEach: .seconds(1800)
    )
    /// Mails that the persons of one account cause to one address: about fifty a day.
    static let mails = ThrottlePolicy(
        "mail",
        free: 10,
        delays: .seconds(30) ... .seconds(3600),
        forgettingOneEach: .seconds(1800)
    )
    /// Mails of one account to addresses that nobody has confirmed, which may be anybody's.
    static let unconfirmed = ThrottlePolicy(
        "unconfirmed",
        free: 500,
        delays: .seconds(1) ... .seconds(60),
        forgettingOneEach: .seconds(60)
    )
    /// Codes asked for one contact, at whatever address.
    static let codeRequestsAnywhere = ThrottlePolicy(
        "codeRequestAnywhere",
        free: 10,
        delays: .seconds(30) ... .seconds(15 * 60),
        forgettingOneEach: .seconds(300)
    )
    /// Codes asked for from one address.
    static let requestAddress = ThrottlePolicy(
        "codeRequestAddress",
        free: 50,
        delays: .seconds(1) ... .seconds(60),
        forgettingOneEach: .seconds(30)
    )
    /// Guesses through one program that does not tell its persons' addresses, at whatever account.
    static let source = ThrottlePolicy("source", free: 300, forgettingOneEach: .seconds(1))
    /// Codes asked for through one program that does not tell its persons' addresses.
    static let requestSource = ThrottlePolicy(
        "codeRequestSource",
        free: 2000,
        forgettingOneEach: .milliseconds(20)
    )
}

extension Throttle {
    /// Passwords tried for an e-mail, whether somebody has it or not.
    ///
    /// Guesses are counted where they are made, so that nobody locks an account for its owner: those on a
    /// device that its owner logged in from before by themselves, others by the address that the program
    /// tells. Where it tells none, they are the account's.
    static func password(
        _ email: String,
        in tenant: TenantID,
        _ caller: Caller,
        device: KnownDeviceRecord? = nil
    ) -> Throttle {
        if let device {
            let own = device.hash.base64URLText
            return Throttle(ThrottleKey(.password, tenant.description, email, own))
        }
        guard let source = caller.place.source else {
            return password(email, in: tenant, caller.principal)
        }
        return Throttle(
            ThrottleKey(.password, tenant.description, email, source),
            lasting: [
                ThrottleKey(.passwordAnywhere, tenant.description, email),
                ThrottleKey(.address, source),
            ]
        )
    }

    /// Passwords tried by somebody who is logged in: their session's, so that nobody else delays them.
    static func password(
        _ email: String,
        in tenant: TenantID,
        provenIn caller: Caller
    ) -> Throttle {
        guard let session = caller.person?.session else {
            return password(email, in: tenant, caller)
        }
        return Throttle(
            ThrottleKey(.password, tenant.description, email, session.description)
        )
    }

    /// The same where nothing is known of the device or its address.
    static func password(_ email: String, in tenant: TenantID, _ program: Principal) -> Throttle {
        Throttle(.password, email, tenant, crowd: .source, program)
    }

    /// Codes tried for a contact.
    static func loginCode(_ contact: String, in tenant: TenantID, _ caller: Caller) -> Throttle {
        guard let source = caller.place.source else {
            return Throttle(.loginCode, contact, tenant, crowd: .source, caller.principal)
        }
        return Throttle(
            ThrottleKey(.loginCode, tenant.description, contact, source),
            lasting: [
                ThrottleKey(.loginCodeAnywhere, tenant.description, contact),
                ThrottleKey(.address, source),
            ]
        )
    }

    /// Codes asked for a contact.
    static func codeRequests(_ contact: String, in tenant: TenantID, _ caller: Caller) -> Throttle {
        guard let source = caller.place.source else {
            return Throttle(.codeRequests, contact, tenant, crowd: .requestSource, caller.principal)
        }
        return Throttle(
            ThrottleKey(.codeRequests, tenant.description, contact, source),
            lasting: [
                ThrottleKey(.codeRequestsAnywhere, tenant.description, contact),
                ThrottleKey(.requestAddress, source),
            ]
        )
    }

    /// One-time codes tried for a user.
    static func secondFactor(_ user: UserRecord) -> Throttle {
        Throttle(ThrottleKey(.secondFactor, user.id.description))
    }

    /// Mails asked for to an address, whether somebody has it or not.
    static func resets(_ email: String, in tenant: TenantID, _ program: Principal) -> Throttle {
        Throttle(.links, email, tenant, crowd: .requestSource, program)
    }

    /// Mails that a person causes to an address, whatever they are about: an invitation, a notice.
    ///
    /// They are the account's, since its persons can make others, and can give the address to any of them.
    static func mails(to email: String, by account: Account) -> Throttle {
        Throttle(ThrottleKey(.mails, "\(account.owner)", email))
    }

    /// Mails that a person causes to addresses that nobody has confirmed.
    static func unconfirmed(by account: Account) -> Throttle {
        Throttle(ThrottleKey(.unconfirmed, "\(account.owner)"))
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
