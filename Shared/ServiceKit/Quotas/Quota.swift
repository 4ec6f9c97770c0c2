import OctopusContract

/// What programs and tenants may do only so much of.
package enum Quota: String, Sendable, CaseIterable {
    /// Commands, whatever they do.
    case commands
    /// End users who are registered.
    case endUsers = "end-users"
    /// Sessions that are begun.
    case sessions
    /// Visitors of websites who get a token; apart from sessions, so that they keep nobody from logging in.
    case visitors
    /// Rows that stay: answers that are kept under idempotency keys, and events.
    case rows

    /// As people say it.
    var words: String {
        switch self {
        case .commands: "commands"
        case .endUsers: "registrations of end users"
        case .sessions: "log-ins"
        case .visitors: "new visitors"
        case .rows: "rows of answers and events"
        }
    }
}

/// Whose quota it is.
enum QuotaHolder: Hashable, Sendable {
    /// By its key, since a name may be given to another.
    case program(String)
    case tenant(TenantID)
    /// All that the table has no place for.
    case others

    /// As the database has it.
    var text: String {
        switch self {
        case .program(let key): "program:\(key)"
        case .tenant(let tenant): "tenant:\(tenant)"
        case .others: "others"
        }
    }

    var word: String {
        switch self {
        case .program: "program"
        case .tenant: "tenant"
        case .others: "others"
        }
    }
}

/// A quota that is used up.
struct QuotaExceeded: RefusalConvertible {
    let quota: Quota
    let holder: QuotaHolder
    /// The setting that bounds it.
    let setting: String
    let most: Int
    let period: String
    let waitMilliseconds: Int64

    var refusal: Refusal {
        let whose =
            switch holder {
            case .program: "A program has"
            case .tenant: "A tenant has"
            case .others: "All together have"
            }
        let message =
            "\(whose) \(most) \(quota.words) in a \(period); ask again in \(waitMilliseconds) ms."
        return Refusal(
            .quotaExceeded,
            message,
            violations: [Violation(path: setting, rule: holder.word, message: message)],
            retryAfterMilliseconds: waitMilliseconds
        )
    }
}
