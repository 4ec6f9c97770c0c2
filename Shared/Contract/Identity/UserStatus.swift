/// Whether an admin user can log in.
public enum UserStatus: String, Codable, Sendable, CaseIterable {
    /// Has an invitation and no password yet.
    case invited
    /// They can log in.
    case active
    /// They can't log in.
    case disabled
    /// Only the id is left.
    case deleted
}
