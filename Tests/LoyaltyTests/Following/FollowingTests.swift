import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty
@testable import OctopusStore

struct FollowingTests {
    private func name(_ house: House, _ id: EndUserID) async throws -> String? {
        try await house.instance.store.read {
            try EndUserRecord.find(id, of: house.mall, in: $0)?.name
        }
    }

    @Test func `an older version changes nothing, however late it comes`() async throws {
        let house = try await House()
        try await house.tell(house.endUser(house.ana, .blocked, version: 5), of: house.mall)
        try await house.tell(house.endUser(house.ana, .active, version: 4), of: house.mall)
        try await house.endUser(house.ana).refused(.endUserBlocked, GetIDCode.self, .init())
        try await house.tell(house.partner(house.cafe, .suspended, version: 3), of: house.mall)
        try await house.tell(house.partner(house.cafe, .active, version: 2), of: house.mall)
        try await house.operatorOf().refused(
            .partnerSuspended,
            CreatePointType.self,
            .init(name: "banana")
        )
    }

    @Test func `an erased end user's name and notes are gone, their points are not`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(3, of: type, to: house.ana)
        #expect(try await name(house, house.ana) != nil)
        try await house.tell(
            house.endUser(house.ana, .erased, version: 2),
            personal: .init(name: "should not be kept"),
            of: house.mall
        )
        #expect(try await name(house, house.ana) == nil)
        let balances = try await owner.call(ListBalances.self, .init(endUserId: house.ana))
        #expect(balances.items.map(\.amount) == [3])
    }

    @Test func `another zone holds for what is given from then on`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType(validity: .days(1))
        let before = try await owner.award(1, of: type, to: house.ana)
        try await house.tell(
            house.tenant(house.mall, zone: "America/New_York", version: 2),
            of: house.mall
        )
        let after = try await owner.award(1, of: type, to: house.ana)
        #expect(after.expiresAt == before.expiresAt?.adding(.seconds(6 * 3600)))
    }

    @Test func `another tenant's partner and its people see nothing of this one`() async throws {
        let house = try await House()
        let type = try await house.operatorOf().newPointType()
        let foreigner = house.operatorOf(house.broker, of: house.bank)
        try await foreigner.refused(
            .notFound,
            AwardPoints.self,
            .init(endUserId: house.cleo, pointTypeId: type, amount: 1)
        )
        try await foreigner.refused(.notFound, ListLedger.self, .init(), at: house.cafe)
        try await foreigner.refused(.notFound, CheckLedger.self, .init(pointTypeId: type))
    }

    @Test func `a restored identity: what it forgot does no business, what it knows comes back`()
        async throws
    {
        let identity = RestoredIdentity()
        let house = try await House(following: identity)
        identity.restore(try house.everybody(version: 9))
        await identity.wasRead()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(3, of: type, to: house.ben)

        // The wrong backup: Ben and the bakery are not in it, the others are older.
        identity.restore(
            try house.everybody(version: 4).filter { state in
                state.subject != house.ben.uuid && state.subject != house.bakery.uuid
            }
        )
        await identity.wasRead()
        #expect(try await name(house, house.ana) != nil)
        #expect(try await name(house, house.ben) == nil)
        try await owner.award(1, of: type, to: house.ana)
        let award = AwardPoints.Request(endUserId: house.ben, pointTypeId: type, amount: 1)
        try await owner.refused(.endUserBlocked, AwardPoints.self, award)
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(.partnerSuspended, CreatePointType.self, .init(name: "bun"))

        // The right one: older still, and everybody is there again.
        identity.restore(try house.everybody(version: 2))
        await identity.wasRead()
        #expect(try await name(house, house.ben) != nil)
        try await owner.award(1, of: type, to: house.ben)
        _ = try await bakery.call(CreatePointType.self, .init(name: "bun"))
        let versions = try await house.inspect { database in
            try Int.fetchAll(
                database,
                sql: """
                    SELECT version FROM tenants UNION ALL SELECT version FROM partners
                    UNION ALL SELECT version FROM end_users
                    """
            )
        }
        #expect(versions == Array(repeating: 2, count: 8))
        try await house.expectBalanced()
        await house.close()
    }
}
