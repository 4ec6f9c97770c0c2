import OctopusIdentityContract

/// What a new password must be.
///
/// At least 15 characters, since a password is the only factor (NIST SP 800-63B-4, 3.1.1.2), and
/// nothing else of composition. Refused is what everybody guesses first: well-known passwords, phrases
/// of few common words, repetitions, sequences, what is made of the user's own name, e-mail or tenant,
/// and what a file of breached passwords has, where the operator names one.
enum PasswordRules {
    static let minimumCharacters = 15
    static let maximumBytes = 256

    /// Refuses a weak password.
    ///
    /// - Parameters:
    ///   - password: What the user wants to log in with.
    ///   - known: Words that say who the user is: name, e-mail, tenant, partner.
    ///   - breached: What is known from breaches.
    ///   - former: What it must differ from, as the user has presented it.
    ///   - path: The field.
    /// - Throws: `weakPassword`, with the rule as a violation.
    static func check(
        _ password: Password,
        known: [String],
        breached: BreachedPasswords? = nil,
        unlike former: Password? = nil,
        path: String = "password"
    ) throws(Refusal) {
        var fault = fault(of: password, known: known)
        if fault == nil, former?.text == password.text { fault = .reused }
        if fault == nil, breached?.contains(password.text) == true { fault = .breached }
        guard let fault else { return }
        throw Refusal(
            .weakPassword,
            fault.message,
            violations: [Violation(path: path, rule: fault.rawValue, message: fault.message)]
        )
    }

    /// Refuses what no password can be, before anything is spent on it.
    static func checkSize(_ password: String, path: String = "password") throws(Refusal) {
        guard password.utf8.count <= maximumBytes else {
            throw .invalid(
                Violation(
                    path: path,
                    rule: PasswordFault.tooLong.rawValue,
                    message: PasswordFault.tooLong.message
                )
            )
        }
    }

    static func fault(of password: Password, known: [String]) -> PasswordFault? {
        if password.byteCount > maximumBytes { return .tooLong }
        if !password.hasOnlyAllowedCharacters { return .characters }
        // As people count them: a letter with its marks is one.
        if password.text.count < minimumCharacters { return .tooShort }
        let raw = password.text.lowercased().filter { !$0.isWhitespace }.map(\.self)
        let folded = raw.map(letter)
        if isRepetition(folded) { return .repetition }
        if isMostlySequence(folded) || isMostlySequence(raw) { return .sequence }
        if restIsTrivial(folded, without: known.flatMap(words)) { return .personal }
        if restIsTrivial(folded, without: KnownPasswords.words) { return .wellKnown }
        return GuessableText.bits(raw, folded) < GuessableText.fewestBits ? .wellKnown : nil
    }

    /// Lower case, the usual letters for the usual digits and signs, no space.
    static func fold(_ text: String) -> [Character] {
        text.lowercased().filter { !$0.isWhitespace }.map(letter)
    }

    /// The letter that a digit or a sign usually stands for.
    private static func letter(_ character: Character) -> Character {
        switch character {
        case "0": "o"
        case "1", "!", "|": "i"
        case "3", "€": "e"
        case "4", "@": "a"
        case "5", "$": "s"
        case "7": "t"
        default: character
        }
    }

    /// The same few characters over and over.
    private static func isRepetition(_ text: [Character]) -> Bool {
        guard Set(text).count > 4 else { return true }
        return (1...max(1, text.count / 2)).contains { period in
            text.indices.dropFirst(period).allSatisfy { text[$0] == text[$0 - period] }
        }
    }

    /// Three quarters of its steps are to a neighbour in the alphabet or on the keyboard.
    private static func isMostlySequence(_ text: [Character]) -> Bool {
        let steps = zip(text, text.dropFirst())
        let small = steps.count { one, next in KnownPasswords.areNeighbours(one, next) }
        return small * 4 >= (text.count - 1) * 3
    }

    /// Whether little is left when these words are taken out: six characters, or three different.
    private static func restIsTrivial(_ text: [Character], without words: [String]) -> Bool {
        var rest = String(text)
        for word in words.map({ String(fold($0)) }).sorted(by: { $0.count > $1.count })
        where word.count >= 3 {
            rest = rest.split(separator: word).joined(separator: " ")
        }
        let left = rest.filter { $0 != " " }
        return left.count < 7 || Set(left).count < 4
    }

    private static func words(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

/// Why a password is refused; the raw value is the violation's rule.
enum PasswordFault: String, Sendable, CaseIterable {
    case tooShort, tooLong, characters, repetition, sequence, personal, wellKnown, reused, breached

    var message: String {
        switch self {
        case .tooShort:
            "A password has at least \(PasswordRules.minimumCharacters) characters; four words do."
        case .tooLong: "A password has at most \(PasswordRules.maximumBytes) bytes."
        case .characters:
            "A password has no control characters, and none that nobody can see."
        case .repetition: "The password repeats itself."
        case .sequence: "The password follows the alphabet or the keyboard."
        case .personal: "The password is made of the user's name, e-mail or company."
        case .wellKnown: "The password is made of what everybody tries first."
        case .reused: "The password must be another one than before."
        case .breached: "The password is known from a breach of another system."
        }
    }
}
