import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// A campaign's impressions: set aside with its request, given back once, whatever ends it.
struct CampaignBookingTests {
    @Test func `the tenant is asked, and the impressions are set aside`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let picture = try await house.pictures()[0]
        let ads = [try await house.approvedAd(), try await house.approvedAd(.picture(picture))]
        let terms = house.terms(ads.map(\.id), 600)
        try await house.buy(1000)
        let asked = try await cafe.submit(cafe.newCampaign(terms))
        #expect(asked.status == .requested && asked.version == 2 && asked.remaining == 600)
        #expect(asked.shownAdIds == ads.map(\.id))
        let balance = try await house.balance()
        #expect(balance.reserved == 600 && balance.available == 400)
        let wanted = try #require(try await house.events(ApprovalWanted.self).last)
        #expect(wanted.requestId == asked.requestId && wanted.kind == .adCampaign)
        #expect(wanted.title == "May" && wanted.items.isEmpty)
        let preview = try #require(wanted.preview)
        #expect(preview.content?.hasPrefix("Come in\nCoffee for two.") == true)
        #expect(preview.pictureIds == [picture] && preview.impressions == 600)
        #expect(preview.startsAt == terms.startsAt && preview.endsAt == terms.endsAt)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `nobody asks for more than is free, and nothing is left of the attempt`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let ads = [try await house.approvedAd().id]
        try await house.buy(1000)
        _ = try await cafe.submit(cafe.newCampaign(house.terms(ads, 600)))
        let second = try await cafe.newCampaign(house.terms(ads, 401))
        try await cafe.refused(.insufficientImpressions, SubmitCampaign.self, second.step)
        #expect(try await cafe.seen(second) == second)
        let wanted = try await house.events(ApprovalWanted.self)
        #expect(wanted.map(\.kind) == [.ad, .adCampaign])
        let less = try await cafe.edit(second, house.terms(ads, 400))
        #expect(try await cafe.submit(less).remaining == 400)
        #expect(try await house.balance().available == 0)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a campaign is approved once, or rejected with the reason`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let approved = try await house.approved()
        #expect(approved.status == .approved && approved.version == 3)
        for _ in 0..<2 { try await house.decide(campaign: approved.requestId, .approved) }
        try await house.decide(campaign: approved.requestId, .rejected, because: "Too late.")
        #expect(try await cafe.seen(approved) == approved && approved.remaining == 100)

        let terms = house.terms(approved.terms.adIds)
        let asked = try await cafe.submit(cafe.newCampaign(terms))
        try await house.decide(campaign: asked.requestId, .rejected, because: "Not in May.")
        let rejected = try await cafe.seen(asked)
        #expect(rejected.status == .rejected && rejected.reason == "Not in May.")
        #expect(rejected.remaining == 0 && rejected.shownAdIds.isEmpty)
        // Told again after its memory is gone, as after a restore.
        try await house.tamper("DELETE FROM deeds")
        try await house.decide(campaign: asked.requestId, .approved)
        #expect(try await cafe.seen(rejected) == rejected)
        #expect(try await house.balance().reserved == 100)
        let again = try await cafe.submit(rejected)
        #expect(again.requestId != asked.requestId && again.remaining == 100)
        #expect(again.reason == nil)
        let told = try await house.events(CampaignChanged.self).filter { $0.id == asked.id }
        #expect(told.map(\.status) == [.draft, .requested, .rejected, .requested])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `what is withdrawn is a draft again, and a decision of it is nothing`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let asked = try await house.asked()
        try await cafe.refused(
            .wrongState,
            EditCampaign.self,
            .init(
                campaignId: asked.id,
                version: asked.version,
                terms: house.terms(asked.terms.adIds, 900)
            )
        )
        let draft = try await cafe.withdraw(asked)
        #expect(draft.status == .draft && draft.remaining == 0)
        let withdrawn = try await house.events(ApprovalWithdrawn.self)
        #expect(withdrawn.map(\.requestId) == [asked.requestId])
        #expect(withdrawn.map(\.kind) == [.adCampaign])
        try await house.decide(campaign: asked.requestId, .approved)
        #expect(try await cafe.seen(draft) == draft)
        // An approved one can be changed, too, before it begins; its request is decided.
        let second = try await cafe.submit(draft)
        try await house.decide(campaign: second.requestId, .approved)
        let open = try await cafe.withdraw(cafe.seen(second))
        #expect(open.status == .draft && open.remaining == 0)
        #expect(try await house.events(ApprovalWithdrawn.self).count == 1)
        #expect(try await house.balance().available == 1000)
        try await house.hoursPass(2)
        #expect(try await cafe.seen(open) == open)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a request that is taken back at partners makes a draft of it`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let asked = try await house.asked()
        let request = try #require(asked.requestId)
        try await house.tell(
            RequestCancelled(requestId: request, kind: .adCampaign, cancelledAt: house.clock.now),
            of: house.mall,
            partner: house.cafe
        )
        let draft = try await cafe.seen(asked)
        #expect(draft.status == .draft && draft.remaining == 0)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `whatever ends a campaign gives the rest back once`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let running = try await house.running()
        try await house.show(30, of: running)
        let ended = try await cafe.finish(running)
        #expect(ended.status == .finished && ended.endedBy == .asked)
        #expect(ended.counted == 30 && ended.remaining == 0 && ended.shownAdIds.isEmpty)
        #expect(ended.endedAt == house.clock.now)
        try await house.hoursPass(48)
        #expect(try await cafe.seen(ended) == ended)
        let balance = try await house.balance()
        #expect(balance.counted == 30 && balance.reserved == 0 && balance.available == 970)
        for step in CampaignTests.steps { try await step.refused(.wrongState, ended, cafe) }
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `what is asked twice under one key is done once`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let ads = [try await house.approvedAd().id]
        try await house.buy(1000)
        let (first, second) = (
            house.ids.uuid(at: house.clock.now), house.ids.uuid(at: house.clock.now)
        )
        let request = CreateCampaign.Request(terms: house.terms(ads))
        let made = try await cafe.call(CreateCampaign.self, request, key: first)
        #expect(try await cafe.call(CreateCampaign.self, request, key: first) == made)
        let asked = try await cafe.call(SubmitCampaign.self, made.step, key: second)
        #expect(try await cafe.call(SubmitCampaign.self, made.step, key: second) == asked)
        #expect(try await cafe.call(ListCampaigns.self, .init()).items == [asked])
        #expect(try await house.balance().reserved == 100)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `an extension sets aside what it adds, or is refused`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let running = try await house.running()
        func extend(
            _ campaign: Campaign,
            _ end: Instant?,
            _ impressions: Int64?
        ) -> ExtendCampaign.Request {
            .init(
                campaignId: campaign.id,
                version: campaign.version,
                endsAt: end,
                impressions: impressions
            )
        }
        let wrong = [
            extend(running, nil, nil), extend(running, nil, 99),
            extend(running, running.terms.endsAt.adding(milliseconds: -1), 200),
            extend(running, house.inHours(800 * 24), nil),
        ]
        for request in wrong { try await cafe.refused(.invalid, ExtendCampaign.self, request) }
        try await cafe.refused(
            .insufficientImpressions,
            ExtendCampaign.self,
            extend(running, nil, 1001)
        )
        #expect(try await cafe.seen(running) == running)
        let end = house.inHours(48)
        let more = try await cafe.call(ExtendCampaign.self, extend(running, end, 1000))
        #expect(more.status == .running && more.remaining == 1000 && more.terms.endsAt == end)
        #expect(try await house.balance().available == 0)
        try await house.hoursPass(47)
        #expect(try await cafe.seen(more).status == .running)
        try await house.hoursPass(1)
        #expect(try await cafe.seen(more).status == .finished)
        let draft = try await cafe.newCampaign(house.terms(running.terms.adIds))
        try await cafe.refused(.wrongState, ExtendCampaign.self, extend(draft, nil, 200))
        try await house.expectBalanced()
        await house.close()
    }
}
