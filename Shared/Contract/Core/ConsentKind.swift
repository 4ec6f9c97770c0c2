/// What an end user can agree to; until they do, it is no.
public enum ConsentKind: String, Codable, Sendable, CaseIterable {
    /// Promotions by e-mail.
    case emailMarketing
    /// Promotions by SMS.
    case smsMarketing
    /// Promotions in the app: in the feed, and in the threads of chats.
    case inAppMarketing
    /// Advertising that is chosen by what is known of them.
    case advertising
    /// That a place of theirs is kept.
    case place
}
