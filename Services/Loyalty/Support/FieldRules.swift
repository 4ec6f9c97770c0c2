import OctopusLoyaltyContract

/// Collects what is wrong with a request's fields, so that its sender learns all of it at once.
struct FieldRules {
    private var violations: [Violation] = []

    mutating func require(
        _ holds: Bool,
        _ path: String,
        _ rule: String,
        _ message: @autoclosure () -> String
    ) {
        guard !holds else { return }
        violations.append(Violation(path: path, rule: rule, message: message()))
    }

    /// A text that must be there: not blank, not too long, without control characters.
    mutating func text(_ text: String, _ path: String, maximum: Int, manyLines: Bool = false) {
        require(
            text.contains { !$0.isWhitespace },
            path,
            "notBlank",
            "It must not be blank."
        )
        require(
            text.count <= maximum,
            path,
            "length",
            "It must have at most \(maximum) characters."
        )
        require(
            !text.unicodeScalars.contains { $0.isControl && !(manyLines && $0 == "\n") },
            path,
            "characters",
            "It must not contain control characters."
        )
    }

    mutating func text(_ text: String?, _ path: String, maximum: Int, manyLines: Bool = false) {
        guard let text else { return }
        self.text(text, path, maximum: maximum, manyLines: manyLines)
    }

    mutating func number(_ number: Int64?, _ path: String, in range: ClosedRange<Int64>) {
        guard let number else { return }
        require(
            range.contains(number),
            path,
            "range",
            "It must be from \(range.lowerBound) to \(range.upperBound)."
        )
    }

    /// Throws what was collected, if anything was.
    func check() throws(Refusal) {
        guard let first = violations.first else { return }
        throw Refusal(.invalid, "\(first.path): \(first.message)", violations: violations)
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}

/// How many rows a page has.
enum PageLimit {
    static let standard = 50
    static let largest: Int64 = 100

    static func of(_ limit: Int64?) throws(Refusal) -> Int {
        guard let limit else { return standard }
        var rules = FieldRules()
        rules.number(limit, "limit", in: 1...largest)
        try rules.check()
        return Int(limit)
    }
}

extension Array {
    /// Splits off the row that was read beyond the page to learn whether there is another page.
    func page(_ limit: Int) -> (rows: ArraySlice<Element>, hasMore: Bool) {
        (prefix(limit), count > limit)
    }
}
