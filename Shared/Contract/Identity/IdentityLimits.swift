public import OctopusContract

/// The rules of the fields that several of identity's messages share.
public enum IdentityLimits {
    /// What people call a tenant, a partner or a person.
    public static let name = TextRule.line(1...200)
    /// What people call a role.
    public static let roleName = TextRule.line(1...100)
    /// An e-mail address (RFC 5321).
    public static let email = TextRule.typed(bytes: 254)
    /// A phone number in E.164, and what people write between its digits.
    public static let phone = TextRule.typed(bytes: 64)
    /// A new password: NIST SP 800-63B-4 asks for 15 characters where it is the only factor.
    public static let newPassword = TextRule.password(characters: 15, bytes: 256)
    /// A password that is tried; what a new one must have, `newPassword` says.
    public static let password = TextRule.secret(bytes: 256)
    /// A refresh token or an invitation, as identity made it.
    public static let secret = TextRule.secret(bytes: 256)
    /// What a stolen access token is worth at most, and what the other services do without identity.
    public static let accessTokenMilliseconds: Int64 = 5 * 60_000
    /// One-time codes are read off a message and typed.
    public static let loginCodeMilliseconds: Int64 = 5 * 60_000
    /// How long after a log-in nobody has to prove anew who they are.
    public static let recentLogInMilliseconds: Int64 = 10 * 60_000
    /// How long an impersonation lives from its last renewal.
    public static let impersonationMilliseconds: Int64 = 10 * 60_000
    /// A login code or an End-user ID.
    public static let code = TextRule.typed(bytes: 64)
}
