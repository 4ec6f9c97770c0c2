public import OctopusContract

/// How a session begins, and whether it can begin once more by itself.
public struct PersonLogIn: Sendable {
    enum Means: Sendable {
        case password(email: String, @Sendable () async throws -> String)
        case loginCode(contact: String, String)
        case saved(SavedSession)
    }

    let means: Means

    /// A user of a tenant or a partner, with a password that stays in memory.
    ///
    /// When the session has ended the client logs in once more.
    ///
    /// - Parameters:
    ///   - email: The user's e-mail.
    ///   - password: At most 256 bytes.
    /// - Returns: The log-in.
    public static func user(email: String, password: String) -> PersonLogIn {
        PersonLogIn(means: .password(email: email) { password })
    }

    /// A user of a tenant or a partner, whose password is fetched whenever it is needed.
    ///
    /// - Parameters:
    ///   - email: The user's e-mail.
    ///   - password: Asks a secret manager, for instance. What it throws ends the calls that wait for the
    ///     log-in, and the next call tries again.
    /// - Returns: The log-in.
    public static func user(
        email: String,
        password: @escaping @Sendable () async throws -> String
    ) -> PersonLogIn {
        PersonLogIn(means: .password(email: email, password))
    }

    /// An end user, with the one-time code that they received.
    ///
    /// A code is good once, so a session that has ended stays so.
    ///
    /// - Parameters:
    ///   - contact: The e-mail or phone that the end user registered.
    ///   - loginCode: The code of `RequestLoginCode`.
    /// - Returns: The log-in.
    public static func endUser(contact: String, loginCode: String) -> PersonLogIn {
        PersonLogIn(means: .loginCode(contact: contact, loginCode))
    }

    /// Goes on with a session that a process kept before it ended.
    ///
    /// - Parameter session: What `PersonSession.saved` said last.
    /// - Returns: The log-in.
    public static func saved(_ session: SavedSession) -> PersonLogIn {
        PersonLogIn(means: .saved(session))
    }

    /// Whether a session that has ended can begin again without a person.
    var canRepeat: Bool { if case .password = means { true } else { false } }
}

/// A session between two processes: what goes on with it, and what its person has seen.
///
/// It opens the session to anybody who has this program's key too, so keep it like a password. A refresh
/// token is good once: keep the newest, as `keeping` gives it.
public struct SavedSession: Codable, Hashable, Sendable {
    /// The tenant that the session belongs to.
    public let tenant: TenantID
    /// Good for one `RefreshToken`.
    public let refreshToken: String
    /// The newest position of each log that the person has seen.
    public let seen: [LogPosition]

    /// Puts a session together that another library kept.
    ///
    /// - Parameters:
    ///   - tenant: The tenant that the session belongs to.
    ///   - refreshToken: The newest one.
    ///   - seen: What the person has seen.
    public init(tenant: TenantID, refreshToken: String, seen: [LogPosition] = []) {
        self.tenant = tenant
        self.refreshToken = refreshToken
        self.seen = seen
    }
}
