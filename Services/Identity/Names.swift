import OctopusIdentityContract
import OctopusServiceKit

/// Names that people give to tenants, partners and persons.
enum Names {
    /// A name in its one form.
    static func checked(_ typed: String, path: String) throws(Refusal) -> String {
        try FieldRules.text(typed, path, IdentityLimits.name)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}

/// How many rows a page has.
enum PageLimit {
    static func checked(_ limit: Int?) throws(Refusal) -> Int {
        let limit = limit ?? 50
        guard (1...200).contains(limit) else {
            throw .invalid(
                Violation(path: "limit", rule: "range", message: "A page has 1 to 200 entries.")
            )
        }
        return limit
    }
}
