/// What a user is in the chat, beside their role.
public enum ChatOperator: String, Codable, Sendable, CaseIterable {
    /// Sees all chats of the account.
    case administrator
    /// Sees their own chats; no users and no invoices, whatever their role says.
    case normal
}
