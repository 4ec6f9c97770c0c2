package import OctopusContract

/// Reads a request's fields and collects what is wrong with them, so that its sender learns all of it
/// at once.
///
/// ```swift
/// var fields = FieldRules()
/// let title = fields.text(request.title, "title", .line(80))
/// let email = fields.email(request.email, "email")
/// fields.number(request.stock, "stock", in: 1...1000)
/// try fields.check()
/// ```
package struct FieldRules {
    package private(set) var violations: [Violation] = []

    package init() {}

    /// Notes a broken rule.
    package mutating func refuse(_ path: String, _ rule: FieldWord, _ message: String? = nil) {
        violations.append(Violation(path, rule, message))
    }

    package mutating func require(
        _ holds: Bool,
        _ path: String,
        _ rule: FieldWord,
        _ message: @autoclosure () -> String? = nil
    ) {
        if !holds { refuse(path, rule, message()) }
    }

    /// A text in its one form; what is returned for a wrong one is of no use, as `check()` throws.
    package mutating func text(_ typed: String, _ path: String, _ rule: TextRule) -> String {
        let read = rule.read(typed)
        for broken in read.broken { refuse(path, broken, rule.message(broken)) }
        return read.text
    }

    package mutating func text(_ typed: String?, _ path: String, _ rule: TextRule) -> String? {
        typed.map { text($0, path, rule) }
    }

    package mutating func number(_ number: Int64?, _ path: String, in range: ClosedRange<Int64>) {
        guard let number else { return }
        require(
            range.contains(number),
            path,
            .range,
            "It must be from \(range.lowerBound) to \(range.upperBound)."
        )
    }

    /// An e-mail address in its one form; nil for one that is wrong, as `check()` throws.
    package mutating func email(_ typed: String, _ path: String) -> EmailAddress? {
        let email = EmailAddress(typed)
        require(email != nil, path, .form, "An e-mail address is written like ana@mail.example.")
        return email
    }

    /// A telephone number in its one form; nil for one that is wrong, as `check()` throws.
    package mutating func phone(_ typed: String, _ path: String) -> PhoneNumber? {
        let phone = PhoneNumber(typed)
        require(
            phone != nil,
            path,
            .form,
            "A phone is written with its country, like +385 91 234 5678."
        )
        return phone
    }

    /// An address of the web in its one form; nil for one that is wrong, as `check()` throws.
    package mutating func webAddress(_ typed: String, _ path: String) -> WebAddress? {
        let address = WebAddress(typed)
        require(
            address != nil,
            path,
            .form,
            "An address of the web is written like https://cafe.example."
        )
        return address
    }

    /// Throws what was collected, if anything was.
    package func check() throws(Refusal) {
        guard let first = violations.first else { return }
        throw Refusal(.invalid, "\(first.path): \(first.message)", violations: violations)
    }

    /// Reads a text that stands alone.
    package static func text(
        _ typed: String,
        _ path: String,
        _ rule: TextRule
    ) throws(Refusal) -> String {
        var fields = FieldRules()
        let text = fields.text(typed, path, rule)
        try fields.check()
        return text
    }

    /// The refusal of one field that breaks one rule.
    package static func refusal(
        _ path: String,
        _ rule: FieldWord,
        _ message: String? = nil
    ) -> Refusal {
        .invalid(Violation(path, rule, message))
    }
}
