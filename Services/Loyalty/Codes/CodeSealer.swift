import Crypto
import FoundationEssentials

/// Seals the keys of codes with a key that lies outside of the database.
struct CodeSealer: Sendable {
    private static let purpose = Data("loyalty code key".utf8)

    private let key: SymmetricKey

    init(key: SymmetricKey) {
        self.key = key
    }

    func seal(_ secret: [UInt8]) throws -> [UInt8] {
        let box = try ChaChaPoly.seal(secret, using: key, authenticating: Self.purpose)
        return Array(box.combined)
    }

    func open(_ sealed: [UInt8]) throws -> [UInt8] {
        let box = try ChaChaPoly.SealedBox(combined: sealed)
        return Array(try ChaChaPoly.open(box, using: key, authenticating: Self.purpose))
    }
}
