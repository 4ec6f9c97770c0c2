/// A refusal on its way to the caller.
public struct Refusal: Error, Sendable, Hashable {
    /// Why: what the caller decides by.
    public let reason: Reason
    /// A sentence for a person.
    public let message: String
    /// The fields that break rules.
    public let violations: [Violation]
    /// How long to wait before asking again; nil if the caller may choose.
    public let retryAfterMilliseconds: Int64?

    /// Makes a refusal.
    ///
    /// - Parameters:
    ///   - reason: Why.
    ///   - message: For a person; the reason's meaning unless said otherwise.
    ///   - violations: The fields that break rules.
    ///   - retryAfterMilliseconds: How long to wait before asking again.
    public init(
        _ reason: Reason,
        _ message: String? = nil,
        violations: [Violation] = [],
        retryAfterMilliseconds: Int64? = nil
    ) {
        self.reason = reason
        self.message = message ?? reason.meaning
        self.violations = violations
        self.retryAfterMilliseconds = retryAfterMilliseconds
    }

    /// The refusal of fields that break rules.
    public static func invalid(_ violations: Violation...) -> Refusal {
        Refusal(.invalid, violations.first?.message, violations: violations)
    }
}

/// A rule's own refusal, which names its reason on the wire once.
public protocol RefusalConvertible: Error {
    /// What the caller is told.
    var refusal: Refusal { get }
}

extension Refusal: RefusalConvertible {
    /// The refusal itself.
    public var refusal: Refusal { self }
}

/// One broken rule of one field.
public struct Violation: Message {
    /// Where, as `lines[2].amount`.
    public let path: String
    /// The rule's stable word, as `positive`.
    public let rule: String
    /// A sentence for a person.
    public let message: String

    /// Makes a violation of a field.
    public init(path: String, rule: String, message: String) {
        self.path = path
        self.rule = rule
        self.message = message
    }
}

/// The body of a reply whose status is not `ok`.
///
/// Its texts may repeat what came with the request, so each is cut: at most 64 violations, and some
/// 55 KB together.
public struct ErrorReply: Message {
    /// The status's name, as `FAILED_PRECONDITION`.
    public let status: String
    /// The stable word, as `insufficientPoints`.
    public let reason: String
    /// A sentence for a person, at most 1,024 bytes.
    public let message: String
    /// The fields that break rules, at most 64.
    public let violations: [Violation]
    /// How many milliseconds to wait before asking again.
    public let retryAfterMs: Int64?
    /// Finds the call in the service's log.
    public let debugId: String

    /// Makes the body of a refusal.
    public init(_ refusal: Refusal, debugId: String) {
        status = refusal.reason.status.name
        reason = refusal.reason.word
        message = refusal.message.cut(toBytes: 1024)
        violations = refusal.violations.prefix(64).map(\.cut)
        retryAfterMs = refusal.retryAfterMilliseconds
        self.debugId = debugId
    }
}

extension Violation {
    fileprivate var cut: Violation {
        Violation(
            path: path.cut(toBytes: 256),
            rule: rule.cut(toBytes: 64),
            message: message.cut(toBytes: 512)
        )
    }
}

extension String {
    /// The text itself, or as much of its beginning as fits with an ellipsis behind it.
    package func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: max(0, limit - 3))
        // Not within a scalar's bytes.
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }
}
