import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct TillAwardTests {
    private func newType(
        _ owner: Somebody,
        _ name: String = "banana",
        rate: PointRate? = nil,
        channels: [ChannelID]? = nil
    ) async throws -> PointTypeID {
        try await owner.call(
            CreatePointType.self,
            .init(name: name, rate: rate, channelIds: channels)
        ).id
    }

    @Test func `what a till tells stands in the ledger, and a plain award keeps none of it`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let channel = try await house.newChannel()
        let type = try await newType(owner, rate: PointRate(points: 1, minorUnits: 100))
        let award = try await owner.call(
            AwardPoints.self,
            .init(
                endUserId: house.ana,
                pointTypeId: type,
                reference: " R-17/3 ",
                purchase: 1299,
                channelId: channel,
                place: "Till 2",
                reason: .purchase
            )
        )
        #expect(award.balance == 12)
        try await owner.award(3, of: type, to: house.ana)
        try await owner.call(ReverseAward.self, .init(awardId: award.awardId))
        let entries = try await owner.call(ListLedger.self, .init()).items
        #expect(entries.map(\.kind) == [.reversal, .award, .award])
        let told = entries[2]
        #expect(told.reference == "R-17/3" && told.purchase == 1299 && told.place == "Till 2")
        #expect(told.channelId == channel && told.reason == .purchase)
        #expect(entries[0].reference == nil && entries[1].place == nil)
        let anas = try await owner.call(ListLedger.self, .init(endUserId: house.ana)).items
        #expect(anas == entries)
        let kept = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM awards")
        }
        #expect(kept == 1)
        try await house.expectBalanced()
    }

    @Test func `a reference gives points once, however often and by whom it is sent`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await newType(owner)
        let request = AwardPoints.Request(
            endUserId: house.ana,
            pointTypeId: type,
            amount: 5,
            reference: "R-1"
        )
        let given = await withTaskGroup(of: AwardID?.self) { group in
            for _ in 0..<12 {
                let till = house.operatorOf()
                group.addTask { try? await till.call(AwardPoints.self, request).awardId }
            }
            return await group.reduce(into: [AwardID]()) { all, one in one.map { all.append($0) } }
        }
        #expect(given.count == 1)
        let first = try #require(given.first)
        let refused = try await owner.refused(.referenceTaken, AwardPoints.self, request)
        #expect(refused.message.contains("\(first)"))
        // For ever: also of an award that was taken back, and of a request for one.
        try await owner.call(ReverseAward.self, .init(awardId: first))
        try await owner.refused(.referenceTaken, AwardPoints.self, request)
        try await owner.refused(
            .referenceTaken,
            RequestAward.self,
            .init(endUserId: house.ben, pointTypeId: type, amount: 1, reference: "R-1")
        )
        // Another partner's are its own.
        let bakery = house.operatorOf(house.bakery)
        try await bakery.call(
            AwardPoints.self,
            .init(
                endUserId: house.ana,
                pointTypeId: newType(bakery),
                amount: 5,
                reference: "R-1"
            )
        )
        try await house.expectBalanced()
    }

    @Test(
        arguments: [
            (299, 3, 100, 8), (1, 1, 1, 1), (100, 1, 100, 1), (199, 1, 100, 1),
            (1_000_000_000_000, 1_000_000, 1_000_000_000_000, 1_000_000),
        ] as [(Int64, Int64, Int64, Int64)]
    )
    func `a purchase gives points by the rate, rounded down`(
        purchase: Int64,
        points: Int64,
        minorUnits: Int64,
        expected: Int64
    ) async throws {
        let house = try await House()
        try await house.limit(.init(approvalAbovePoints: 1_000_000))
        let owner = house.operatorOf()
        let rate = PointRate(points: points, minorUnits: minorUnits)
        let reply = try await owner.call(
            AwardPoints.self,
            .init(
                endUserId: house.ana,
                pointTypeId: newType(owner, rate: rate),
                purchase: purchase
            )
        )
        #expect(reply.balance == expected)
    }

    @Test func `a purchase that gives nothing, too much, or has no rate is refused`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await newType(owner, rate: PointRate(points: 2, minorUnits: 100))
        func request(
            _ type: PointTypeID,
            amount: Int64? = nil,
            purchase: Int64? = nil
        ) -> AwardPoints.Request {
            .init(endUserId: house.ana, pointTypeId: type, amount: amount, purchase: purchase)
        }
        try await owner.refused(.purchaseTooSmall, AwardPoints.self, request(type, purchase: 49))
        try await owner.refused(.invalid, AwardPoints.self, request(type, purchase: 50_000_050))
        try await owner.refused(.invalid, AwardPoints.self, request(type, purchase: 0))
        try await owner.refused(.invalid, AwardPoints.self, request(type))
        try await owner.refused(
            .invalid,
            AwardPoints.self,
            request(type, amount: 1, purchase: 100)
        )
        let plain = try await newType(owner, "stamp")
        try await owner.refused(.invalid, AwardPoints.self, request(plain, purchase: 100))
        try await owner.refused(
            .approvalNeeded,
            AwardPoints.self,
            request(type, purchase: 5_000_050)
        )
        #expect(try await owner.call(ListLedger.self, .init()).items.isEmpty)
    }

    @Test func `a channel is the partner's, published, and one that the type is for`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let shop = try await house.newChannel()
        let (web, soon) = (
            try await house.newChannel(named: "Web"),
            try await house.newChannel(named: "Soon", .draft)
        )
        let foreign = try await house.newChannel(of: house.bakery)
        let type = try await newType(owner, channels: [shop, soon])
        #expect(
            try await owner.call(ListPointTypes.self, .init()).items[0].channelIds == [shop, soon]
        )
        func request(_ channel: ChannelID?) -> AwardPoints.Request {
            .init(endUserId: house.ana, pointTypeId: type, amount: 1, channelId: channel)
        }
        try await owner.call(AwardPoints.self, request(shop))
        try await owner.refused(.wrongChannel, AwardPoints.self, request(web))
        try await owner.refused(.notFound, AwardPoints.self, request(soon))
        try await owner.refused(.notFound, AwardPoints.self, request(foreign))
        // Who names none gives what is of no channel, as callers did before.
        try await owner.call(AwardPoints.self, request(nil))
        for channels in [[foreign], [shop, shop], [], Array(repeating: shop, count: 21)] {
            try await owner.refused(
                .invalid,
                CreatePointType.self,
                .init(name: "stamp", channelIds: channels)
            )
        }
        let edited = try await owner.call(
            EditPointType.self,
            .init(pointTypeId: type, version: 1, name: "banana")
        )
        #expect(edited.channelIds == nil)
        try await owner.call(AwardPoints.self, request(web))
    }

    @Test func `what a till tells of a request goes with its award`() async throws {
        let house = try await House()
        let (owner, chief) = (house.operatorOf(), house.operatorOf())
        let channel = try await house.newChannel()
        let type = try await newType(owner, rate: PointRate(points: 1, minorUnits: 1))
        let request = try await owner.call(
            RequestAward.self,
            .init(
                endUserId: house.ana,
                pointTypeId: type,
                reference: "R-9",
                purchase: 150_000,
                channelId: channel,
                place: "Till 1",
                reason: .purchase
            )
        )
        let shown = try await chief.call(ListAwardRequests.self, .init()).items[0]
        #expect(shown.amount == 150_000 && shown.purchase == 150_000)
        #expect(shown.reference == "R-9" && shown.place == "Till 1" && shown.reason == .purchase)
        #expect(shown.channelId == channel)
        let decision = DecidedAwardRequest(requestId: request.requestId)
        try await chief.call(ApproveAward.self, decision)
        let entry = try await chief.call(ListLedger.self, .init()).items[0]
        #expect(entry.amount == 150_000 && entry.reference == "R-9" && entry.channelId == channel)
        try await house.expectBalanced()
    }
}
