import Crypto
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.Data

/// How issued coupons' codes lie in the database: a keyed hash finds one, a sealed copy shows it.
struct CouponCodes: Sendable {
    private static let slice = 500

    private let sealer: Sealer
    private let key: SymmetricKey

    init(_ sealer: Sealer, _ hashes: KeyedHash) {
        self.sealer = sealer
        key = hashes.key(for: "coupon")
    }

    /// What finds the code in the database.
    func hash(_ code: CouponCode) -> String {
        Data(KeyedHash.hash(code.canonical, with: key)).base64URLText
    }

    func seal(_ code: CouponCode, of id: IssuedCouponID) throws -> Data {
        Data(try sealer.seal(Array(code.canonical.utf8), for: Self.place(id)))
    }

    func open(_ sealed: Data, of id: IssuedCouponID) throws -> CouponCode {
        let bytes = try sealer.open(Array(sealed), at: Self.place(id))
        return CouponCode(stored: String(decoding: bytes, as: UTF8.self))
    }

    /// Hashes and seals the codes that an older program wrote as they are typed.
    func sealOld(in store: Store) async throws {
        guard try await store.read(Self.hasOld) else { return }
        repeat {
            try await store.write { try sealSlice(in: $0.database) }
        } while try await store.read(Self.hasOld)
        try await store.emptyLog()
    }

    private static func hasOld(in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM issued_coupons WHERE sealed_code IS NULL LIMIT 1")
    }

    private func sealSlice(in database: Database) throws {
        // What stood there is not left in the file's free space.
        try database.execute(sql: "PRAGMA secure_delete = ON")
        let rows = try Row.all(
            database,
            "SELECT id, code_hash FROM issued_coupons WHERE sealed_code IS NULL ORDER BY id LIMIT ?",
            [Self.slice]
        )
        for row in rows {
            let (id, code): (IssuedCouponID, CouponCode) = (
                row["id"], CouponCode(stored: row["code_hash"])
            )
            try database.run(
                "UPDATE issued_coupons SET code_hash = ?, sealed_code = ? WHERE id = ?",
                [hash(code), try seal(code, of: id), id]
            )
        }
    }

    private static func place(_ id: IssuedCouponID) -> SealedPlace {
        SealedPlace(
            table: "issued_coupons",
            column: "sealed_code",
            row: withUnsafeBytes(of: id.uuid.uuid) { Array($0) }
        )
    }
}
