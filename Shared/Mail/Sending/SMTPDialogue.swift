import OctopusContract

/// How far a conversation with a server for mail has come, from what was said.
///
/// A value: each line of either side goes in, the meaning of the end comes out.
struct SMTPDialogue: Sendable, Hashable {
    /// What was said last, and so what the next answer answers.
    enum Stage: Int, Sendable, Comparable {
        case greeting, hello, encryption, logIn, sender, recipient, data, body

        static func < (one: Stage, other: Stage) -> Bool { one.rawValue < other.rawValue }
    }

    private(set) var stage = Stage.greeting
    /// The number of the last answer to what was said last; nil while there is none.
    private(set) var code: Int64?
    /// Whether goodbye was said: what follows means nothing.
    private var isOver = false

    /// Takes note of a command; only its verb is looked at, since what follows may be a password.
    mutating func said(_ line: some Collection<UInt8>) {
        let verb = String(decoding: line.prefix { $0 > 0x20 }.prefix(8), as: UTF8.self).uppercased()
        switch verb {
        case "EHLO", "HELO": stage = stage < .encryption ? .hello : .logIn
        case "STARTTLS": stage = .encryption
        case "AUTH": stage = .logIn
        case "MAIL": stage = .sender
        case "RCPT": stage = .recipient
        case "DATA": stage = .data
        case "QUIT": isOver = true
        // The next part of a log-in.
        default: break
        }
        if !isOver { code = nil }
    }

    /// Takes note that the message itself has begun to leave.
    mutating func sentBody() {
        guard stage != .body else { return }
        stage = .body
        code = nil
    }

    /// Takes note of what the server said.
    mutating func heard(_ line: some Collection<UInt8>) {
        let digits = line.prefix(3)
        guard !isOver, digits.count == 3,
            let number = Int64(String(decoding: digits, as: UTF8.self)),
            (200...599).contains(number)
        else { return }
        code = number
    }

    /// What an attempt came to that did not end well.
    var fault: MailFault {
        guard let code, code >= 400 else { return MailFault(.unreachable, isOfMail: false) }
        let isFinal = code >= 500
        switch stage {
        case .recipient, .data, .body:
            if code == 421 { return MailFault(.deferred, code, isOfMail: false) }
            return MailFault(isFinal ? .refused : .deferred, code, isOfMail: true)
        case .sender:
            // Too large is the mail's own fault.
            if code == 552 { return MailFault(.refused, code, isOfMail: true) }
            return MailFault(isFinal ? .senderRefused : .deferred, code, isOfMail: false)
        case .logIn: return MailFault(.logInRefused, code, isOfMail: false)
        case .encryption: return MailFault(.insecure, code, isOfMail: false)
        case .greeting, .hello:
            return MailFault(isFinal ? .unreachable : .deferred, code, isOfMail: false)
        }
    }
}

/// Why an attempt failed, and whether the next mail would fare alike.
struct MailFault: Error, Sendable, Hashable {
    let failure: MailFailure
    let code: Int64?
    /// False if it is the server's trouble: other mails wait, too.
    let isOfMail: Bool

    init(_ failure: MailFailure, _ code: Int64? = nil, isOfMail: Bool) {
        self.failure = failure
        self.code = code
        self.isOfMail = isOfMail
    }

    /// Whether another attempt is of no use.
    var isFinal: Bool { failure == .refused }
}
