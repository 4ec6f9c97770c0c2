import Foundation
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct CouponCodesTests {
    /// Whether any file of the data folder has those bytes.
    private func isReadable(_ secret: some Sequence<UInt8>, _ house: House) throws -> Bool {
        let folder = house.folder.file("data")
        return try FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
            try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                .range(of: Data(secret)) != nil
        }
    }

    @Test func `no code that opens something can be read in the database's files`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let issued = try await ana.get(coupon).issuedCoupon.id
        let codes = try await ana.codes(of: issued)
        let scan = try await owner.scan(ana).scan
        // What is looked for is found where it stands.
        #expect(try isReadable("Coffee".utf8, house))
        let typed = codes.code.filter { $0 != "-" }
        for secret in [codes.code, typed, codes.signed.text, scan] {
            #expect(try !isReadable(secret.utf8, house), "\(secret)")
        }
        try await owner.call(
            RedeemByCode.self,
            .init(code: codes.code, endUserCode: house.code(of: house.ana))
        )
        for secret in [codes.code, typed, codes.signed.text, scan] {
            #expect(try !isReadable(secret.utf8, house), "\(secret)")
        }
    }

    @Test func `a scan whose answer was lost is answered the same, from a sealed answer`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let code = try await house.endUser(house.ana).call(GetIDCode.self, .init())
        let key = house.ids.uuid(at: house.clock.now)
        let first = try await owner.call(ScanCode.self, .init(text: code.text), key: key)
        let again = try await owner.call(ScanCode.self, .init(text: code.text), key: key)
        #expect(first == again)
        guard case .endUser(let scanned) = again else { throw Unexpected() }
        try await owner.call(GetScan.self, .init(scan: scanned.scan))
    }

    @Test func `codes of an older program are hashed and sealed at the next start`() async throws {
        var house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        var codes: [IssuedCouponID: String] = [:]
        for _ in 0..<3 {
            let issued = try await ana.get(coupon).issuedCoupon.id
            codes[issued] = try await ana.codes(of: issued).code
        }
        let old = codes.mapValues { $0.filter { $0 != "-" } }
        try await house.instance.store.write { transaction in
            for (id, code) in old {
                try transaction.database.execute(
                    sql: "UPDATE issued_coupons SET code_hash = ?, sealed_code = NULL WHERE id = ?",
                    arguments: [code, id]
                )
            }
        }
        for code in old.values { #expect(try isReadable(code.utf8, house)) }
        house = try await House(restarting: house)
        try await house.settle()
        let (again, till) = (house.endUser(house.ana), house.operatorOf())
        for (id, code) in codes {
            #expect(try await again.codes(of: id).code == code)
            try await till.call(
                RedeemByCode.self,
                .init(code: code, endUserCode: house.code(of: house.ana))
            )
        }
        for code in old.values { #expect(try !isReadable(code.utf8, house)) }
    }
}
