import FoundationEssentials

/// What the bridge tells Kamailio to do.
enum Order: Hashable, Sendable {
    /// Go on with a log-in: the account's HA1; empty if there is no such account.
    case digest(transaction: String, String)
    /// Answer a request.
    case reply(transaction: String, SIPStatus)
    /// Send a message to all contacts of an account.
    case send(number: String, username: String, from: String, text: String)
    /// Say whether an account has a contact.
    case who(username: String)
    /// Forget an account's contacts.
    case drop(username: String)

    var frame: Frame {
        switch self {
        case .digest(let transaction, let digest): Frame("digest", transaction, digest)
        case .reply(let transaction, let status):
            Frame("reply", transaction, "\(status.code)", base64(status.phrase))
        case .send(let number, let username, let from, let text):
            Frame("send", number, username, base64(from), base64(text))
        case .who(let username): Frame("who", username)
        case .drop(let username): Frame("drop", username)
        }
    }

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
