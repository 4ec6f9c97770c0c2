import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What time, its partner and others make of a campaign that is booked.
struct CampaignTimesTests {
    @Test func `a campaign begins and ends at its times`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let approved = try await house.approved()
        house.pass(.milliseconds(3_599_999))
        try await house.runJobs()
        #expect(try await cafe.seen(approved).status == .approved)
        house.pass(.milliseconds(1))
        try await house.runJobs()
        let running = try await cafe.seen(approved)
        #expect(running.status == .running && running.startedAt == approved.terms.startsAt)
        try await house.show(60, of: running)
        try await house.hoursPass(23)
        #expect(try await cafe.seen(running).status == .running)
        try await house.hoursPass(1)
        let ended = try await cafe.seen(running)
        #expect(ended.status == .finished && ended.endedBy == .time)
        #expect(ended.counted == 60 && ended.remaining == 0)
        #expect(try await house.balance().available == 940)
        let told = try await house.events(CampaignChanged.self)
        #expect(told.map(\.status) == [.draft, .requested, .approved, .running, .finished])
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a campaign ends with its last impression`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let running = try await house.running()
        try await house.show(99, of: running)
        #expect(try await cafe.seen(running).status == .running)
        try await house.show(1, of: running)
        let ended = try await cafe.seen(running)
        #expect(ended.status == .finished && ended.endedBy == .impressions)
        #expect(ended.counted == 100)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `one that was approved late begins late, and after its end not at all`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let late = try await house.asked()
        let terms = house.terms(late.terms.adIds, to: 3)
        let tooLate = try await cafe.submit(cafe.newCampaign(terms))
        house.pass(.seconds(7200))
        try await house.decide(campaign: late.requestId, .approved)
        try await house.runJobs()
        let running = try await cafe.seen(late)
        #expect(running.status == .running && running.startedAt == house.clock.now)
        house.pass(.seconds(3600))
        try await house.decide(campaign: tooLate.requestId, .approved)
        try await house.runJobs()
        let ended = try await cafe.seen(tooLate)
        #expect(ended.status == .finished && ended.endedBy == .time && ended.startedAt == nil)
        #expect(try await house.balance().reserved == 100)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `a request that nobody decided ends with its campaign`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let asked = try await house.asked()
        try await house.hoursPass(24)
        #expect(try await cafe.seen(asked) == asked)
        try await house.hoursPass(1)
        #expect(try await cafe.seen(asked).status == .finished)
        let withdrawn = try await house.events(ApprovalWithdrawn.self)
        #expect(withdrawn.map(\.requestId) == [asked.requestId])
        #expect(try await house.balance().available == 1000)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `its partner pauses and resumes it, and its end comes all the same`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let paused = try await cafe.pause(house.running())
        #expect(paused.status == .paused && paused.pausedFor == .asked)
        #expect(paused.remaining == 100)
        try await cafe.refused(.wrongState, PauseCampaign.self, paused.step)
        let resumed = try await cafe.resume(paused)
        #expect(resumed.status == .running && resumed.pausedFor == nil)
        try await cafe.refused(.wrongState, ResumeCampaign.self, resumed.step)
        let again = try await cafe.pause(resumed)
        try await house.hoursPass(24)
        #expect(try await cafe.seen(again).endedBy == .time)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `an ad that is changed leaves its campaigns until it is approved`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let (one, other) = (try await house.approvedAd(), try await house.approvedAd())
        let running = try await house.running(house.terms([one.id, other.id]))
        let changed = try await cafe.edit(cafe.seen(one), .words("Tea."))
        let fewer = try await cafe.seen(running)
        #expect(fewer.status == .running && fewer.shownAdIds == [other.id])
        #expect(fewer.version == running.version + 1)
        _ = try await cafe.archive(cafe.seen(other))
        let none = try await cafe.seen(running)
        #expect(none.status == .paused && none.pausedFor == .ads && none.shownAdIds.isEmpty)
        try await cafe.refused(.wrongState, ResumeCampaign.self, none.step)
        try await house.decide(ad: changed.requestId, .approved)
        let back = try await cafe.seen(running)
        #expect(back.status == .running && back.shownAdIds == [one.id])
        let told = try await house.events(CampaignChanged.self).suffix(3)
        #expect(told.map(\.shownAdIds) == [[other.id], [], [one.id]])
        // A campaign that is over hears of its ads no longer.
        let ended = try await cafe.finish(back)
        _ = try await cafe.archive(cafe.seen(one))
        #expect(try await cafe.seen(ended) == ended)
        try await house.expectBalanced()
        await house.close()
    }

    @Test func `campaigns of a suspended partner pause by themselves, and go on`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let first = try await house.running()
        let terms = house.terms(first.terms.adIds, from: 3)
        let later = try await cafe.submit(cafe.newCampaign(terms))
        try await house.decide(campaign: later.requestId, .approved)
        try await house.cafeBecomes(.suspended, version: 2)
        #expect(try await cafe.seen(first).pausedFor == .suspended)
        try await cafe.refused(.partnerSuspended, FinishCampaign.self, first.step)
        try await house.hoursPass(3)
        let begun = try await cafe.seen(later)
        #expect(begun.status == .paused && begun.pausedFor == .suspended)
        try await house.cafeBecomes(.active, version: 3)
        for campaign in [first, later] {
            #expect(try await cafe.seen(campaign).status == .running)
        }
        let told = try await house.events(CampaignChanged.self).filter { $0.id == later.id }
        #expect(
            told.map(\.status) == [.draft, .requested, .approved, .paused, .running],
            "it never ran in between"
        )
        await house.close()
    }

    @Test func `a lost product pauses campaigns, and what their partner paused stays so`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let first = try await house.running()
        let terms = house.terms(first.terms.adIds, from: -1)
        let second = try await cafe.submit(cafe.newCampaign(terms))
        try await house.decide(campaign: second.requestId, .approved)
        try await house.runJobs()
        let paused = try await cafe.pause(cafe.seen(second))
        try await house.entitle([.coupons])
        try await house.runJobs()
        #expect(try await cafe.seen(first).pausedFor == .package)
        let both = try await cafe.seen(paused)
        #expect(both.pausedFor == .asked)
        try await cafe.refused(.notInPackage, ResumeCampaign.self, both.step)
        try await cafe.refused(
            .notInPackage,
            ExtendCampaign.self,
            .init(campaignId: both.id, version: both.version, impressions: 200)
        )
        try await house.entitle([.advertising], version: 2)
        try await house.runJobs()
        #expect(try await cafe.seen(first).status == .running)
        #expect(try await cafe.seen(paused).pausedFor == .asked)
        #expect(try await cafe.finish(cafe.seen(paused)).remaining == 0)
        try await house.expectBalanced()
        await house.close()
    }
}
