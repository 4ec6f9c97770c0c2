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

    @Test func `an erased end user's name and notes are gone, his points are not`() async throws {
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
        #expect(after.expiresAt == before.expiresAt?.adding(.hours(6)))
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

    @Test func `whom a new snapshot no longer has does no more business, and keeps his points`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(3, of: type, to: house.ben)
        try await house.instance.store.write { transaction in
            let database = transaction.database
            let endUsers = SnapshotSubjects(name: "identity", shard: 0, kind: "end users")
            let partners = SnapshotSubjects(name: "identity", shard: 0, kind: "partners")
            for (kind, subject) in [("end users", house.ana.uuid), ("partners", house.cafe.uuid)] {
                try database.execute(
                    sql: """
                        INSERT INTO snapshot_subjects (name, shard, kind, subject)
                        VALUES ('identity', 0, ?, ?)
                        """,
                    arguments: [kind, subject]
                )
            }
            try EndUserRecord.retain(endUsers, in: database)
            try PartnerRecord.retain(partners, in: database)
        }
        #expect(try await name(house, house.ana) != nil)
        #expect(try await name(house, house.ben) == nil)
        try await owner.award(1, of: type, to: house.ana)
        try await owner.refused(
            .endUserBlocked,
            AwardPoints.self,
            .init(endUserId: house.ben, pointTypeId: type, amount: 1)
        )
        try await house.operatorOf(house.bakery).refused(
            .partnerSuspended,
            CreatePointType.self,
            .init(name: "bun")
        )
        try await house.expectBalanced()
    }
}
