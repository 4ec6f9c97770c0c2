package import OctopusContract

/// A thing of which a partner's package gives so many.
package struct LimitedThing: Sendable, Hashable {
    /// As the contract's limits of packages name it.
    let field: String
    /// What is said of a number of them.
    let words: String
    /// How there are fewer of them; nil where they are counted anew each month.
    let remedy: String?

    package init(_ field: String, words: String, remedy: String?) {
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

    /// Of a calendar month in the tenant's zone.
    package static let messages = LimitedThing(
        "messagesAMonth",
        words: "messages were sent this month",
        remedy: nil
    )

    /// What is wrong with a use, if it is more than a package gives.
    ///
    /// Nothing of what is counted anew each month: none of it can be taken back, and it is over soon.
    package func excess(_ use: Int64, over most: Int64?) -> Violation? {
        guard remedy != nil, let most, use > most else { return nil }
        return violation("\(use) \(words), and the package gives \(most)", use - most)
    }

    fileprivate func violation(_ words: String, _ count: Int64, or else: String = "") -> Violation {
        let what = remedy.map { "\($0) \(count) first" } ?? "wait for the next month"
        return Violation(path: field, rule: "range", message: "\(words): \(what)\(`else`).")
    }
}

/// How many of a thing a partner may have now.
///
/// While the partner asks for another package, or ends an add-on, the lower of both limits holds: otherwise
/// the request could not be approved, or would be approved over a use that it does not allow. Of what is
/// counted anew each month that is never a reason, so the limit in force holds alone.
///
///     let allowance = try Entitlement.of(partner, in: database).activeCoupons
///     try allowance.demandRoom(for: .activeCoupons, beside: published)
package struct Allowance: Sendable, Hashable {
    /// By the package in force and its add-ons; nil is without end.
    private let given: Int64?
    /// By what the partner has asked for; nil is without end, too.
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

    /// Demands that there may be more.
    ///
    /// It is called in the transaction that makes them, so that two at once can't pass the limit.
    ///
    /// - Parameters:
    ///   - thing: What is limited.
    ///   - use: How many there are.
    ///   - count: How many are to come at once, as messages to many.
    /// - Throws: `packageLimit`, with the limit, the use and what to do.
    package func demandRoom(
        for thing: LimitedThing,
        beside use: Int64,
        count: Int64 = 1
    ) throws(Refusal) {
        let most = thing.remedy == nil ? given : most
        guard let most, use > most - count else { return }
        let isAsked = given.map { most < $0 } ?? true
        let package = isAsked ? "what was asked for" : "the package"
        let violation = thing.violation(
            "\(use) \(thing.words), and \(package) gives \(most)",
            use - most + count,
            or: isAsked ? ", or take that back" : ""
        )
        throw Refusal(.packageLimit, violation.message, violations: [violation])
    }
}
