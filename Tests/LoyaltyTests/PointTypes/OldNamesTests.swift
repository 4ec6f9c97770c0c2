import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Names that a program before V007 stored, with small letters as their keys.
struct OldNamesTests {
    /// What V007 added, taken back, and names as an older program compared them.
    private static let older = """
        DROP INDEX point_types_by_name; DROP INDEX point_types_unfolded;
        DROP INDEX coupons_unfolded; DROP INDEX point_types_by_status;
        DROP INDEX coupons_by_status;
        ALTER TABLE point_types DROP COLUMN namesake;
        ALTER TABLE point_types DROP COLUMN key_form; ALTER TABLE coupons DROP COLUMN key_form;
        ALTER TABLE point_types DROP COLUMN tenant; ALTER TABLE coupons DROP COLUMN tenant;
        CREATE INDEX coupons_published ON coupons (partner, id) WHERE status = 'published';
        CREATE UNIQUE INDEX point_types_by_name ON point_types (partner, name_key)
        WHERE status = 'active';
        DELETE FROM migrations WHERE name = 'V007-names';
        """

    private func asOlder(_ house: House, _ names: [PointTypeID: String]) async throws -> House {
        try await house.instance.store.write { transaction in
            let database = transaction.database
            try database.execute(sql: Self.older)
            for (id, name) in names {
                try database.execute(
                    sql: "UPDATE point_types SET name = ?, name_key = ? WHERE id = ?",
                    arguments: [name, name.lowercased(), id]
                )
            }
            try database.execute(sql: "UPDATE coupons SET title_key = lower(title)")
        }
        return try await House(restarting: house)
    }

    @Test func `are found and taken however they are written`() async throws {
        let house = try await House()
        let before = house.operatorOf()
        let type = try await before.newPointType("a")
        let coupon = try await before.newCoupon(CouponTerms(title: "Crème brûlée"))
        let restarted = try await asOlder(house, [type: "Café"])
        let owner = restarted.operatorOf()
        try await owner.refused(.nameTaken, CreatePointType.self, .init(name: "CAFE\u{301}"))
        let found = try await owner.call(ListPointTypes.self, .init(search: "cafe"))
        #expect(found.items.map(\.name) == ["Café"])
        let sweet = try await owner.call(ListCoupons.self, .init(search: "creme BRULEE"))
        #expect(sweet.items.map(\.id) == [coupon])
        // What is told of them has its tenant.
        try await owner.call(RetirePointType.self, .init(pointTypeId: type, version: 1))
        let retired = try await restarted.inspect { database in
            try TenantID.fetchOne(
                database,
                sql: "SELECT tenant FROM events ORDER BY seq DESC LIMIT 1"
            )
        }
        #expect(retired == restarted.mall)
    }

    /// All stay as they are and go on being given; the name is nobody's to take until one is left.
    @Test func `that are the same now stay, and block the name until they differ`() async throws {
        let house = try await House()
        let before = house.operatorOf()
        let old = ["Café", "Cafe", "ＣＡＦＥ", "stamp"]
        var types: [PointTypeID] = []
        for name in ["a", "b", "c", "d"] { types.append(try await before.newPointType(name)) }
        let names = Dictionary(uniqueKeysWithValues: zip(types, old))
        let owner = try await asOlder(house, names).operatorOf()
        let listed = try await owner.call(ListPointTypes.self, .init(search: "café"))
        #expect(listed.items.map(\.name) == ["ＣＡＦＥ", "Cafe", "Café"])
        #expect(Set(listed.items.map(\.version)) == [1])
        try await owner.award(1, of: types[1], to: owner.house.ana)

        // One of them can be edited without another name, or with one that is free.
        let edit = EditPointType.Request(
            pointTypeId: types[1],
            version: 1,
            name: "Cafe",
            validity: .days(3)
        )
        #expect(try await owner.call(EditPointType.self, edit).validity == .days(3))
        try await owner.call(
            EditPointType.self,
            .init(pointTypeId: types[2], version: 1, name: "bun")
        )
        try await owner.refused(
            .nameTaken,
            EditPointType.self,
            .init(pointTypeId: types[2], version: 2, name: "cafe")
        )
        // The oldest gone, the name is still the other's.
        try await owner.call(RetirePointType.self, .init(pointTypeId: types[0], version: 1))
        try await owner.refused(.nameTaken, CreatePointType.self, .init(name: "cafe"))
        try await owner.call(RetirePointType.self, .init(pointTypeId: types[1], version: 2))
        _ = try await owner.newPointType("cafe")
    }

    @Test func `are folded in slices, all of them before the first call`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        _ = try await owner.newCoupon(CouponTerms(title: "Čaj 0"))
        try await house.store(1200, named: "Čaj", .draft)
        let again = try await asOlder(house, [:]).operatorOf()
        let page = try await again.call(ListCoupons.self, .init(search: "caj", limit: 100))
        #expect(page.items.count == 100)
        let left = try await again.house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM coupons WHERE key_form = 0")
        }
        #expect(left == 0)
    }
}
