/// What a partner may do.
public enum PartnerStatus: String, Codable, Sendable, CaseIterable {
    /// `active` does business; `suspended` can't log in, and nothing of it is given, got or redeemed.
    case active, suspended
}
