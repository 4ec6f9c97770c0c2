package import OctopusContract

/// A thing of which a partner's package gives so many.
package struct LimitedThing: Sendable, Hashable {
    /// As the contract's limits of packages name it.
    let field: String
    /// What is said of a number of them.
    let words: String
    /// How there are fewer of them.
    let remedy: String

    package init(_ field: String, words: String, remedy: String) {
        (self.field, self.words, self.remedy) = (field, words, remedy)
    }

    package static let activeCoupons = LimitedThing(
        "activeCoupons",
        words: "coupons are published",
        remedy: "pause or archive"
    )
    package static let chatOperators = LimitedThing(
        "chatOperators",
        words: "users answer in the chat",
        remedy: "take that from"
    )

    /// What is wrong with a use, if it is more than a package gives.
    package func excess(_ use: Int64, over most: Int64?) -> Violation? {
        guard let most, use > most else { return nil }
        return violation("\(use) \(words), and the package gives \(most)", use - most)
    }

    fileprivate func violation(_ words: String, _ count: Int64, or else: String = "") -> Violation {
        Violation(
            path: field,
            rule: "range",
            message: "\(words): \(remedy) \(count) first\(`else`)."
        )
    }
}

/// How many of a thing a partner may have now.
///
/// While the partner asks for another package, the lower of both limits holds: otherwise the request
/// could not be approved, or would be approved over a use that it does not allow.
///
///     let allowance = try Entitlement.of(partner, in: database).activeCoupons
///     try allowance.demandRoom(for: .activeCoupons, beside: published)
package struct Allowance: Sendable, Hashable {
    /// By the package in force and its add-ons; nil is without end.
    private let given: Int64?
    /// By the package that a request waits for; nil is without end, too.
    private let asked: Int64?

    package init(given: Int64?, asked: Int64?) {
        (self.given, self.asked) = (given, asked)
    }

    /// The same where the house gives no more than so many to anybody.
    package func within(_ most: Int64) -> Allowance {
        Allowance(given: min(given ?? most, most), asked: asked)
    }

    /// The lower of both.
    package var most: Int64? { [given, asked].compactMap(\.self).min() }

    /// Demands that there may be one more.
    ///
    /// It is called in the transaction that makes it, so that two at once can't pass the limit.
    ///
    /// - Parameters:
    ///   - thing: What is limited.
    ///   - use: How many there are.
    /// - Throws: `packageLimit`, with the limit, the use and what to do.
    package func demandRoom(for thing: LimitedThing, beside use: Int64) throws(Refusal) {
        guard let most, use >= most else { return }
        let isAsked = given.map { most < $0 } ?? true
        let package = isAsked ? "the package that is asked for" : "the package"
        let violation = thing.violation(
            "\(use) \(thing.words), and \(package) gives \(most)",
            use - most + 1,
            or: isAsked ? ", or cancel the request" : ""
        )
        throw Refusal(.packageLimit, violation.message, violations: [violation])
    }
}
