import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct PointTypeTests {
    @Test func `a point type is created, listed, edited and retired`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let created = try await owner.call(
            CreatePointType.self,
            .init(
                name: " banana ",
                validity: .months(3),
                expiryNoticeDays: 3,
                expiryMessage: "Soon"
            )
        )
        #expect(created.name == "banana")
        #expect(created.version == 1)
        #expect(try await owner.call(ListPointTypes.self, .init()).items == [created])

        let edited = try await owner.call(
            EditPointType.self,
            .init(pointTypeId: created.id, version: 1, name: "stamp", validity: .days(7))
        )
        #expect(edited.version == 2)
        #expect(edited.validity == .days(7))
        #expect(edited.expiryMessage == nil)

        let retired = try await owner.call(
            RetirePointType.self,
            .init(pointTypeId: created.id, version: 2)
        )
        #expect(retired.status == .retired)
        #expect(try await owner.call(ListPointTypes.self, .init()).items.isEmpty)
        let all = try await owner.call(ListPointTypes.self, .init(includeRetired: true))
        #expect(all.items == [retired])
        #expect(try await house.events(PointTypeChanged.self).map(\.version) == [1, 2, 3])
    }

    @Test func `an edit of a stale version changes nothing`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.refused(
            .stale,
            EditPointType.self,
            .init(pointTypeId: type, version: 2, name: "stamp")
        )
        try await owner.refused(.stale, RetirePointType.self, .init(pointTypeId: type, version: 0))
        #expect(
            try await owner.call(ListPointTypes.self, .init()).items.map(\.name) == ["banana"]
        )
    }

    @Test func `two active ones can't share a name, whatever the case; a retired one's is free`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let first = try await owner.newPointType("Banana")
        let second = try await owner.newPointType("stamp")
        try await owner.refused(.nameTaken, CreatePointType.self, .init(name: "bANANA"))
        try await owner.refused(
            .nameTaken,
            EditPointType.self,
            .init(pointTypeId: second, version: 1, name: "banana")
        )
        _ = try await house.operatorOf(house.bakery).newPointType("banana")
        try await owner.call(RetirePointType.self, .init(pointTypeId: first, version: 1))
        _ = try await owner.newPointType("banana")
        try await owner.refused(
            .pointTypeRetired,
            EditPointType.self,
            .init(pointTypeId: first, version: 2, name: "stamp")
        )
    }

    @Test func `the list is searched by name, filtered by date and paged without gaps`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        var created: [PointTypeID] = []
        for name in ["banana", "stamp", "Čokolada", "coin", "čaj"] {
            created.append(try await owner.newPointType(name))
            house.clock.advance(by: .seconds(60))
        }
        let found = try await owner.call(ListPointTypes.self, .init(search: "čOK"))
        #expect(found.items.map(\.name) == ["Čokolada"])

        let start = try await owner.call(ListPointTypes.self, .init()).items[0].createdAt
        let recent = try await owner.call(
            ListPointTypes.self,
            .init(createdFromAt: start.adding(.seconds(-60)), createdToAt: start)
        )
        #expect(recent.items.map(\.name) == ["coin"])

        var pages: [PointTypeID] = []
        var next: PageCursor?
        repeat {
            let page = try await owner.call(ListPointTypes.self, .init(after: next, limit: 2))
            #expect(page.items.count <= 2)
            pages += page.items.map(\.id)
            next = page.next
        } while next != nil
        #expect(pages == created.reversed())
        try await owner.refused(.invalid, ListPointTypes.self, .init(limit: 101))
    }

    @Test func `another partner's and another tenant's do not exist`() async throws {
        let house = try await House()
        let type = try await house.operatorOf().newPointType()
        let stranger = house.operatorOf(house.bakery)
        try await stranger.refused(
            .notFound,
            EditPointType.self,
            .init(pointTypeId: type, version: 1, name: "mine")
        )
        let foreigner = house.operatorOf(house.broker, of: house.bank)
        try await foreigner.refused(
            .notFound,
            RetirePointType.self,
            .init(pointTypeId: type, version: 1)
        )
        try await foreigner.refused(.notFound, ListPointTypes.self, .init(), at: house.cafe)
    }

    @Test func `a suspended partner changes nothing but can read`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        _ = try await owner.newPointType()
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await owner.refused(.partnerSuspended, CreatePointType.self, .init(name: "stamp"))
        #expect(try await owner.call(ListPointTypes.self, .init()).items.count == 1)
    }
}
