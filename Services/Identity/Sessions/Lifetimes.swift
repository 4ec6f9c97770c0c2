import OctopusIdentityContract
import OctopusServiceKit

/// How long what identity gives out is good for.
package struct Lifetimes: Sendable, Hashable {
    var accessTokenMilliseconds = IdentityLimits.accessTokenMilliseconds
    /// NIST SP 800-63B, AAL2: half an hour unused, half a day at all.
    var user = Session(idleMilliseconds: 30 * 60_000, totalMilliseconds: 12 * 3_600_000)
    /// NIST SP 800-63B, AAL1, which is all that a code by mail or SMS bears out: a log-in at least every
    /// 30 days, however much the session is used.
    var endUser = Session(
        idleMilliseconds: 14 * 86_400_000,
        totalMilliseconds: 30 * 86_400_000
    )
    /// A visitor's of a website, who proved nothing and has nothing but what they began themselves.
    var visitor = Session(
        idleMilliseconds: 7 * 86_400_000,
        totalMilliseconds: 90 * 86_400_000
    )
    /// A tenant user's as a partner: short, and renewed while it is needed.
    var impersonation = Session(
        idleMilliseconds: IdentityLimits.impersonationMilliseconds,
        totalMilliseconds: 12 * 3_600_000
    )
    /// How long a device is remembered from which nobody logs in.
    var deviceMilliseconds: Int64 = 180 * 86_400_000
    var invitationMilliseconds: Int64 = 72 * 3_600_000
    var passwordResetMilliseconds: Int64 = 30 * 60_000
    var newEmailMilliseconds: Int64 = 24 * 3_600_000
    /// How long a password opens that an administrator set.
    var temporaryPasswordMilliseconds: Int64 = 72 * 3_600_000
    var loginCodeMilliseconds = IdentityLimits.loginCodeMilliseconds
    /// How long a refresh token may be repeated whose answer was lost.
    var refreshRepeatMilliseconds: Int64 = 30_000
    /// How far the services' clocks may be apart.
    var clockSkewMilliseconds: Int64 = 60_000

    struct Session: Sendable, Hashable {
        var idleMilliseconds: Int64
        var totalMilliseconds: Int64
    }

    func session(of kind: Person.Kind) -> Session {
        switch kind {
        // A service account has none.
        case .user, .service: user
        case .endUser: endUser
        case .visitor: visitor
        }
    }

    func link(_ purpose: LinkRecord.Purpose) -> Int64 {
        switch purpose {
        case .invitation: invitationMilliseconds
        case .passwordReset: passwordResetMilliseconds
        case .newEmail: newEmailMilliseconds
        }
    }

    func session(of session: SessionRecord) -> Session {
        session.actorId == nil ? self.session(of: session.kind) : impersonation
    }

    /// When the last token that was issued up to then is dead by itself.
    func tokensDeadAt(_ moment: Instant) -> Instant {
        moment.adding(milliseconds: accessTokenMilliseconds + clockSkewMilliseconds)
    }
}
