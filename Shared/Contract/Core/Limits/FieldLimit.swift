/// The limit of one field of a message: its rule, and how to read what it judges.
///
///     public static let limits: [FieldLimit<Request>] = [
///         .number("amount", \.amount, 1...1_000_000),
///         .text("note", \.note, .line(0...200)),
///         .inside("terms", \.terms),
///     ]
public struct FieldLimit<Root: Message>: Sendable {
    /// The field's name on the wire.
    public let name: String
    /// Nil where the field is a message with limits of its own.
    public let rule: FieldRule?
    /// What is judged; nil where the field is absent.
    public let content: @Sendable (Root) -> FieldContent?

    /// A number within a range.
    public static func number<Number: BinaryInteger & Sendable>(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> Number,
        _ range: ClosedRange<Int64>
    ) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(number: range)) { root in
            .number(Int64(clamping: value(root)))
        }
    }

    /// A number within a range that may be absent, and then means `standard`.
    public static func number<Number: BinaryInteger & Sendable>(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> Number?,
        _ range: ClosedRange<Int64>,
        standard: Int64? = nil
    ) -> FieldLimit {
        let rule = FieldRule(number: range, standard: standard.map { "\($0)" })
        return FieldLimit(name: name, rule: rule) { root in
            value(root).map { .number(Int64(clamping: $0)) }
        }
    }

    /// A text.
    public static func text(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> String,
        _ rule: TextRule
    ) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(text: rule)) { .text(value($0)) }
    }

    /// A text that may be absent.
    public static func text(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> String?,
        _ rule: TextRule
    ) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(text: rule)) { value($0).map { .text($0) } }
    }

    /// An array of texts.
    public static func texts(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> [String],
        _ count: ClosedRange<Int64>,
        each rule: TextRule
    ) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(count: count, text: rule)) {
            .texts(value($0))
        }
    }

    /// What an absent field means; nothing is judged.
    public static func standard(_ name: String, _ standard: String) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(standard: standard)) { _ in nil }
    }

    /// How long a token or a code of a reply is good for; nothing is judged.
    public static func life(_ name: String, milliseconds: Int64) -> FieldLimit {
        FieldLimit(name: name, rule: FieldRule(lifeMilliseconds: milliseconds)) { _ in nil }
    }

    /// A message that has limits of its own.
    public static func inside<Inner: Message>(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> Inner
    ) -> FieldLimit {
        FieldLimit(name: name, rule: nil) { .message(value($0)) }
    }

    /// A message that has limits of its own and may be absent.
    public static func inside<Inner: Message>(
        _ name: String,
        _ value: @escaping @Sendable (Root) -> Inner?
    ) -> FieldLimit {
        FieldLimit(name: name, rule: nil) { value($0).map { .message($0) } }
    }
}

/// What a limit judges.
public enum FieldContent: Sendable {
    /// An integer.
    case number(Int64)
    /// A text.
    case text(String)
    /// An array of texts.
    case texts([String])
    /// A message with limits of its own.
    case message(any Message)
}

extension Message {
    public static var limits: [FieldLimit<Self>] { [] }

    /// The rules of the message's fields, by their names.
    static var rules: [String: FieldRule] {
        var rules: [String: FieldRule] = [:]
        for limit in limits { rules[limit.name] = limit.rule }
        return rules
    }

    /// The fields that are messages with limits of their own.
    static var insides: Set<String> {
        Set(limits.filter { $0.rule == nil }.map(\.name))
    }
}
