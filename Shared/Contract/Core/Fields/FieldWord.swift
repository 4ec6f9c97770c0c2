/// The rules that a field can break: the stable words of ``Violation/rule``, the same in every service.
public enum FieldWord: String, Codable, Sendable, CaseIterable {
    /// Rules of any field.
    case required, count, once, exactlyOne, together, range, form, known, reserved, malformed
    /// Rules of texts.
    case notBlank, length, characters
    /// Rules of files that a command reads.
    case readable
    /// Rules of points and coupons.
    case oneUnit, needsValidity, beforeExpiry, afterStart
    /// Rules of persons and programs.
    case contact, lowOrder, consent
    /// Rules of passwords.
    case tooShort, tooLong, repetition, sequence, personal, wellKnown, reused, breached

    /// What the rule asks for.
    public var meaning: String {
        switch self {
        case .required: "The field must be there."
        case .count: "The array must have as many elements as it may have."
        case .once: "The value must stand there once."
        case .exactlyOne: "One of several fields must be there, and no second one."
        case .together: "Fields that belong together must all be there, or none."
        case .range: "The number must be within its limits."
        case .form: "The value must be written in its form, as an e-mail address is."
        case .known: "The value must be one that exists."
        case .reserved: "The name is kept for a service."
        case .malformed: "The value must have the type that the contract gives it."
        case .notBlank: "The text must show something."
        case .length: "The text must be within its limits of characters and bytes."
        case .characters: "The text must have no control, invisible or direction characters."
        case .readable: "The file must be readable text in UTF-8."
        case .oneUnit: "A validity is in months, in days or until a date: one of them."
        case .needsValidity: "Only points that expire have a reminder."
        case .beforeExpiry: "The reminder must come after the points were earned."
        case .afterStart: "The end must come after the start."
        case .contact: "An e-mail or a phone must be there."
        case .consent: "The person must have agreed to it."
        case .lowOrder: "The key must be a CURVE key that protects."
        case .tooShort: "The password is too short."
        case .tooLong: "The password is too long."
        case .repetition: "The password repeats itself."
        case .sequence: "The password follows the alphabet or the keyboard."
        case .personal: "The password is made of what is known of its owner."
        case .wellKnown: "The password is one that everybody tries first."
        case .reused: "The password must be another one than before."
        case .breached: "The password is known from a breach of another system."
        }
    }
}

extension Violation {
    /// Makes a violation of a rule.
    ///
    /// - Parameters:
    ///   - path: Where, as `lines[2].amount`.
    ///   - rule: The rule that is broken.
    ///   - message: For a person; the rule's meaning unless said otherwise.
    public init(_ path: String, _ rule: FieldWord, _ message: String? = nil) {
        self.init(path: path, rule: rule.rawValue, message: message ?? rule.meaning)
    }
}
