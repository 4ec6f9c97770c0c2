import Crypto
import GRDB
import Logging
import struct FoundationEssentials.Data

extension Store {
    private static var secretName: String { "secrets.own" }
    private static var secretPlace: SealedPlace {
        SealedPlace(table: "meta", column: "value", row: Array(secretName.utf8))
    }

    /// Proves that the key file is the one that sealed this database's secrets.
    ///
    /// - Parameters:
    ///   - ring: the keys of the file.
    ///   - columns: what the service seals, to prove it by where an older program has left no other
    ///     proof.
    /// - Returns: the hash whose key lies in the database, sealed.
    /// - Throws: `StoreError.keyFile` if it is another key.
    package func unseal(with ring: KeyRing, _ columns: [SealedColumn]) async throws -> KeyedHash {
        let sealer = Sealer(ring)
        let path = configuration.path
        let wrong = StoreError.keyFile(
            path: ring.path,
            problem:
                "does not open the secrets in \(path): restore the key file that belongs to this "
                + "database; it is kept apart from the backups"
        )
        if let sealed = try await read({ try Meta.data(Self.secretName, in: $0) }) {
            do {
                return KeyedHash(secret: try sealer.open(Array(sealed), at: Self.secretPlace))
            } catch { throw wrong }
        }
        let fits = try await read { database in
            try columns.compactMap { try $0.newest(in: database) }.allSatisfy { sealed, place in
                (try? sealer.open(sealed, at: place)) != nil
            }
        }
        guard fits else { throw wrong }
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let sealed = try sealer.seal(secret, for: Self.secretPlace)
        try await write(label: "sealing") { transaction in
            try Meta.set(
                Self.secretName,
                to: Data(sealed).databaseValue,
                in: transaction.database
            )
        }
        return KeyedHash(secret: secret)
    }

    /// Seals with the ring's newest key all that older ones sealed.
    ///
    /// It works in slices and can be begun again after it was killed.
    ///
    /// - Returns: how many values were sealed anew.
    /// - Throws: what the database or the seal throws.
    package func reseal(with ring: KeyRing, _ columns: [SealedColumn]) async throws -> Int {
        let sealer = Sealer(ring)
        var count = 0
        for column in columns + [.answers] {
            var last: [DatabaseValue]?
            repeat {
                let from = last
                let step = try await write(label: "reseal") { transaction in
                    // What an older key sealed is not left in the file's free space.
                    try transaction.database.execute(sql: "PRAGMA secure_delete = ON")
                    return try column.reseal(
                        after: from,
                        by: sealer,
                        limit: 200,
                        in: transaction.database
                    )
                }
                count += step?.count ?? 0
                last = step?.last
            } while last != nil
        }
        // Last, since it proves that the ring fits.
        return try await write(label: "reseal") { [count] transaction in
            let database = transaction.database
            guard let sealed = try Meta.data(Self.secretName, in: database),
                sealer.needsResealing(Array(sealed))
            else { return count }
            let secret = try sealer.open(Array(sealed), at: Self.secretPlace)
            let anew = Data(try sealer.seal(secret, for: Self.secretPlace))
            try Meta.set(Self.secretName, to: anew.databaseValue, in: database)
            return count + 1
        }
    }
}
