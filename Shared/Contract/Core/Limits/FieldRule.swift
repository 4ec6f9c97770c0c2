/// What a field may hold beyond its type, as data: printed in the contract, told by `Describe`, and
/// enforced by every service before a method runs.
public struct FieldRule: Message {
    /// The least a number may be.
    public let minimum: Int64?
    /// The most a number may be.
    public let maximum: Int64?
    /// How many elements an array has at least.
    public let minimumCount: Int64?
    /// How many elements an array has at most.
    public let maximumCount: Int64?
    /// What the text is, or each text of the array.
    public let textKind: TextKind?
    /// The fewest characters a text may have.
    public let minimumCharacters: Int64?
    /// Characters are what people count as one: a letter with its marks is one.
    public let maximumCharacters: Int64?
    /// The bytes in UTF-8.
    public let maximumBytes: Int64?
    /// What an absent field means.
    public let standard: String?
    /// How long what the field holds is good for, if nothing ends it before.
    public let lifeMs: Int64?

    init(
        number: ClosedRange<Int64>? = nil,
        count: ClosedRange<Int64>? = nil,
        text: TextRule? = nil,
        standard: String? = nil,
        lifeMilliseconds: Int64? = nil
    ) {
        minimum = number?.lowerBound
        maximum = number?.upperBound
        minimumCount = count?.lowerBound
        maximumCount = count?.upperBound
        textKind = text?.kind
        minimumCharacters = text?.minimumCharacters
        maximumCharacters = text?.maximumCharacters
        maximumBytes = text?.maximumBytes
        self.standard = standard
        lifeMs = lifeMilliseconds
    }

    /// The range of a number that is limited.
    public var numbers: ClosedRange<Int64>? {
        guard let minimum, let maximum, minimum <= maximum else { return nil }
        return minimum...maximum
    }

    /// The range of an array's elements.
    public var counts: ClosedRange<Int64>? {
        guard let minimumCount, let maximumCount, minimumCount <= maximumCount else { return nil }
        return minimumCount...maximumCount
    }

    /// The rule of a text, or of each text of an array.
    public var texts: TextRule? {
        guard let textKind, let maximumBytes else { return nil }
        return TextRule(
            kind: textKind,
            minimumCharacters: minimumCharacters ?? 0,
            maximumCharacters: maximumCharacters,
            maximumBytes: maximumBytes
        )
    }
}

/// What sort of text a field holds, which says what is done with it before it is judged.
public enum TextKind: String, Codable, Sendable, CaseIterable {
    /// One line for people, as a name: without space around it, control or invisible characters.
    case line
    /// Several lines for people; the ends of lines become `\n`.
    case lines
    /// What people type, paste or scan, as a code or an e-mail: space around it does not count.
    case typed
    /// Taken as it comes, byte for byte.
    case secret
    /// A new password: taken as it comes, and refused `weakPassword` where it is too short.
    case password
}

/// How much a text may hold.
public struct TextRule: Sendable, Hashable {
    /// What the text is.
    public let kind: TextKind
    /// The fewest characters it may have.
    public let minimumCharacters: Int64
    /// Nil where only the bytes count.
    public let maximumCharacters: Int64?
    /// The most bytes it may have in UTF-8.
    public let maximumBytes: Int64

    init(
        kind: TextKind,
        minimumCharacters: Int64,
        maximumCharacters: Int64?,
        maximumBytes: Int64
    ) {
        self.kind = kind
        self.minimumCharacters = minimumCharacters
        self.maximumCharacters = maximumCharacters
        self.maximumBytes = maximumBytes
    }

    /// One line for people, of so many characters; four bytes each.
    public static func line(_ characters: ClosedRange<Int64>) -> TextRule {
        forPeople(.line, characters)
    }

    /// Several lines for people, of so many characters; four bytes each, or so many bytes in all.
    ///
    /// - Parameters:
    ///   - characters: How many there may be.
    ///   - bytes: How many there may be in UTF-8, where people write characters of many bytes.
    /// - Returns: The rule.
    public static func lines(
        _ characters: ClosedRange<Int64>,
        bytes: Int64? = nil
    ) -> TextRule {
        forPeople(.lines, characters, bytes: bytes)
    }

    /// What people type, paste or scan.
    public static func typed(bytes: Int64) -> TextRule {
        TextRule(
            kind: .typed,
            minimumCharacters: 0,
            maximumCharacters: nil,
            maximumBytes: bytes
        )
    }

    /// What is taken as it comes.
    public static func secret(bytes: Int64) -> TextRule {
        TextRule(
            kind: .secret,
            minimumCharacters: 0,
            maximumCharacters: nil,
            maximumBytes: bytes
        )
    }

    /// A new password.
    public static func password(characters: Int64, bytes: Int64) -> TextRule {
        TextRule(
            kind: .password,
            minimumCharacters: characters,
            maximumCharacters: nil,
            maximumBytes: bytes
        )
    }

    private static func forPeople(
        _ kind: TextKind,
        _ characters: ClosedRange<Int64>,
        bytes: Int64? = nil
    ) -> TextRule {
        TextRule(
            kind: kind,
            minimumCharacters: characters.lowerBound,
            maximumCharacters: characters.upperBound,
            maximumBytes: bytes ?? 4 * characters.upperBound
        )
    }
}
