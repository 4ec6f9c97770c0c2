import Crypto
import FoundationEssentials

/// What Kamailio tells the bridge.
enum Notice: Hashable, Sendable {
    /// Somebody shows that they know the secret of an account; its digest decides.
    case login(transaction: String, username: String)
    /// The holder of an account sends a message.
    case answer(SIPAnswer)
    /// An account has a contact, and had this digest then; or it has let go of one.
    case registered(username: String, digest: String)
    /// A contact's time was over, or its connection.
    case expired(username: String)
    /// Whether an account has a contact.
    case here(username: String), gone(username: String)
    /// To how many contacts a message is sent, and what one of them answered.
    case sending(number: String, contacts: Int), sent(number: String, status: Int)
    /// The order before is carried out.
    case done

    /// - Returns: Nil for what Kamailio never says.
    init?(_ frame: Frame) {
        let words = frame.words
        switch (frame.verb, words.count) {
        case ("login", 2): self = .login(transaction: words[0], username: words[1])
        case ("answer", 6):
            guard let answer = SIPAnswer(words) else { return nil }
            self = .answer(answer)
        case ("registered", 2): self = .registered(username: words[0], digest: words[1])
        case ("expired", 1): self = .expired(username: words[0])
        case ("here", 1): self = .here(username: words[0])
        case ("gone", 1): self = .gone(username: words[0])
        case ("sending", 2): self = .sending(number: words[0], contacts: Int(words[1]) ?? 0)
        case ("sent", 2): self = .sent(number: words[0], status: Int(words[1]) ?? 500)
        case ("ok", 0): self = .done
        default: return nil
        }
    }
}

/// A MESSAGE request of somebody whose digest was right.
struct SIPAnswer: Hashable, Sendable {
    let transaction: String
    let username: String
    /// The user of the request's URI.
    let recipient: String
    let callID: String
    let sequence: String
    let body: [UInt8]

    /// - Returns: Nil if a word that has to be in Base64 is not.
    init?(_ words: [String]) {
        guard let callID = Data(base64Encoded: words[3]), let body = Data(base64Encoded: words[5])
        else { return nil }
        transaction = words[0]
        username = words[1]
        // A URI without a user has none.
        recipient = String(decoding: Data(base64Encoded: words[2]) ?? Data(), as: UTF8.self)
        self.callID = String(decoding: callID, as: UTF8.self)
        sequence = words[4]
        self.body = Array(body)
    }

    /// What was written; nil if it is not in UTF-8.
    var text: String? { String(validating: body, as: UTF8.self) }

    /// What the message is called: the same for a request that comes again, another for another one.
    var clientID: String {
        let digest = SHA256.hash(data: Array("\(sequence) \(callID)".utf8))
        return "sip-" + digest.map { hexadecimal($0) }.joined()
    }
}
