import OctopusIdentityContract
import OctopusServiceKit

/// Levels by products as tables have them: a JSON object of words, so that a product of a later release
/// stays in it.
typealias LevelWords = [String: String]

extension LevelWords {
    /// Replaces the levels of those products; what the account can't use now stays for a larger package.
    mutating func set(_ levels: [Product: Level], within offered: [Product]) {
        for product in offered { self[product.rawValue] = levels[product]?.rawValue }
    }

    /// All levels that this release knows, whatever the account's package includes.
    var held: [Product: Level] {
        var held: [Product: Level] = [:]
        for (word, level) in self {
            guard let product = Product(rawValue: word) else { continue }
            held[product] = Level(rawValue: level)
        }
        return held
    }
}

extension [Product: Level] {
    /// In the contract's order.
    var inOrder: [ProductLevel] {
        Product.allCases.compactMap { product in
            self[product].map { ProductLevel(product, $0) }
        }
    }
}

extension FieldRules {
    /// Levels that somebody gives: each product once, and within the account's package.
    mutating func levels(_ levels: [ProductLevel], of package: Package) -> [Product: Level] {
        var found: [Product: Level] = [:]
        for (index, entry) in levels.enumerated() {
            let path = "levels[\(index)].product"
            require(
                package.includes(entry.product),
                path,
                .known,
                "The account's package does not include \(entry.product.rawValue)."
            )
            require(found.updateValue(entry.level, forKey: entry.product) == nil, path, .once)
        }
        return found
    }
}
