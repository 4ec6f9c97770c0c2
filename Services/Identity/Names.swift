import OctopusIdentityContract

/// Names that people give to tenants, partners and persons.
enum Names {
    static let maximumCharacters = 200

    /// Without space around it; refused if nothing is left, if it is too long, or if it holds
    /// control characters.
    static func checked(_ typed: String, path: String) throws(Refusal) -> String {
        let name = typed.trimmed
        guard (1...maximumCharacters).contains(name.count), name.utf8.count <= 4 * maximumCharacters
        else {
            throw .invalid(
                Violation(
                    path: path,
                    rule: "length",
                    message: "A name has 1 to \(maximumCharacters) characters."
                )
            )
        }
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw .invalid(
                Violation(
                    path: path,
                    rule: "printable",
                    message: "A name has no control characters."
                )
            )
        }
        return name
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
