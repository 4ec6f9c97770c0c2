import Crypto

/// Where a sealed value belongs; moved elsewhere it does not open.
package struct SealedPlace: Sendable, Hashable {
    package let table: String
    package let column: String
    package let row: [UInt8]

    package init(table: String, column: String, row: [UInt8]) {
        self.table = table
        self.column = column
        self.row = row
    }

    /// Unambiguous: no two places share their bytes.
    var bytes: [UInt8] {
        [Array(table.utf8), Array(column.utf8), row].flatMap { part in
            UInt32(clamping: part.count).bigEndianBytes + part
        }
    }
}

/// Seals what must be secret at rest: signing keys, mail with links, seeds.
///
/// A sealed value is a format byte, the key's id, a nonce, the ciphertext of ChaCha20-Poly1305 and
/// its tag; the place is authenticated with it.
package struct Sealer: Sendable {
    private static let format: UInt8 = 1
    private static let headerSize = 5

    private let ring: KeyRing

    package init(_ ring: KeyRing) {
        self.ring = ring
    }

    package func seal(_ secret: [UInt8], for place: SealedPlace) throws -> [UInt8] {
        guard let key = ring.keys.last else { throw unreadable(place) }
        let header = [Self.format] + key.id.bigEndianBytes
        let box = try ChaChaPoly.seal(secret, using: key.key, authenticating: header + place.bytes)
        return header + Array(box.combined)
    }

    /// Opens what was sealed for the same place, by whichever key.
    ///
    /// - Throws: `StoreError.unreadableSecret`.
    package func open(_ sealed: [UInt8], at place: SealedPlace) throws -> [UInt8] {
        let header = Array(sealed.prefix(Self.headerSize))
        guard header.count == Self.headerSize, header[0] == Self.format,
            let key = ring.keys.first(where: { $0.id.bigEndianBytes == Array(header[1...]) })
        else { throw unreadable(place) }
        do {
            let box = try ChaChaPoly.SealedBox(combined: sealed.dropFirst(Self.headerSize))
            return Array(
                try ChaChaPoly.open(box, using: key.key, authenticating: header + place.bytes)
            )
        } catch {
            throw unreadable(place)
        }
    }

    /// Whether these bytes can be sealed ones; a message never is.
    package static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.first == format }

    /// Whether an older key sealed it, which a rotation wants replaced.
    package func needsResealing(_ sealed: [UInt8]) -> Bool {
        guard let key = ring.keys.last else { return false }
        return Array(sealed.prefix(Self.headerSize)) != [Self.format] + key.id.bigEndianBytes
    }

    private func unreadable(_ place: SealedPlace) -> StoreError {
        .unreadableSecret(table: place.table, column: place.column)
    }
}
