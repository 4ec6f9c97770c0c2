import OctopusIdentityContract

/// What a new password must be.
///
/// At least 15 characters, since a password is the only factor (NIST SP 800-63B-4, 3.1.1.2), and
/// nothing else of composition. Refused is what everybody guesses first: well-known passwords and
/// phrases, repetitions, sequences, and what is made of the user's own name, e-mail or tenant.
enum PasswordRules {
    static let minimumCharacters = 15
    static let maximumBytes = 256

    /// Refuses a weak password.
    ///
    /// - Parameters:
    ///   - password: What the user wants to log in with.
    ///   - known: Words that say who the user is: name, e-mail, tenant, partner.
    /// - Throws: `weakPassword`, with the rule as a violation.
    static func check(_ password: Password, known: [String]) throws(Refusal) {
        if let fault = fault(of: password, known: known) {
            throw Refusal(
                .weakPassword,
                fault.message,
                violations: [
                    Violation(path: "password", rule: fault.rawValue, message: fault.message)
                ]
            )
        }
    }

    /// Refuses what no password can be, before anything is spent on it.
    static func checkSize(_ password: String) throws(Refusal) {
        guard password.utf8.count <= maximumBytes else {
            throw .invalid(
                Violation(
                    path: "password",
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
        let folded = fold(password.text)
        if isRepetition(folded) { return .repetition }
        if isMostlySequence(folded) { return .sequence }
        if restIsTrivial(folded, without: known.flatMap(words)) { return .personal }
        if restIsTrivial(folded, without: KnownPasswords.words) { return .wellKnown }
        return nil
    }

    /// Lower case, the usual letters for the usual digits and signs, no space.
    static func fold(_ text: String) -> [Character] {
        text.lowercased().compactMap { character in
            switch character {
            case "0": "o"
            case "1", "!", "|": "i"
            case "3", "€": "e"
            case "4", "@": "a"
            case "5", "$": "s"
            case "7": "t"
            case _ where character.isWhitespace: nil
            default: character
            }
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
    case tooShort, tooLong, characters, repetition, sequence, personal, wellKnown

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
        }
    }
}
