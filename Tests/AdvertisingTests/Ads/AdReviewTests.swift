import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// An ad on its way through the tenant's desk: what is approved is what was seen there.
struct AdReviewTests {
    @Test func `the tenant is asked with all that end users would see`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let pictures = try await house.pictures(2)
        let terms = AdTerms(
            name: "Cakes",
            format: .carousel,
            headline: "Cakes of today",
            text: "All of them.",
            action: "Order",
            target: "https://cafe.example",
            cards: [
                AdCard(pictureId: pictures[1], headline: "Plum", target: "https://plum.example"),
                AdCard(pictureId: pictures[0]),
            ]
        )
        let asked = try await cafe.submit(cafe.newAd(terms))
        #expect(asked.status == .inReview && asked.version == 2)
        let wanted = try #require(try await house.events(ApprovalWanted.self).first)
        #expect(wanted.requestId == asked.requestId && wanted.kind == .ad)
        #expect(wanted.title == "Cakes" && wanted.items.isEmpty)
        #expect(wanted.askedById.uuid == cafe.person.subject)
        let preview = try #require(wanted.preview)
        #expect(
            preview.content == """
                Cakes of today
                All of them.
                Order
                https://cafe.example
                Plum
                https://plum.example
                """
        )
        #expect(preview.pictureIds == [pictures[1], pictures[0]] && preview.engagement == "ad")
        await house.close()
    }

    @Test func `an ad is approved once, or rejected with the reason`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let approved = try await house.approvedAd()
        #expect(approved.status == .approved && approved.version == 3)
        for _ in 0..<2 { try await house.decide(ad: approved.requestId, .approved) }
        try await house.decide(ad: approved.requestId, .rejected, because: "Too late.")
        #expect(try await cafe.seen(approved) == approved)

        let asked = try await cafe.submit(cafe.newAd())
        try await house.decide(ad: asked.requestId, .rejected, because: "No coffee here.")
        let rejected = try await cafe.seen(asked)
        #expect(rejected.status == .rejected && rejected.reason == "No coffee here.")
        let draft = try await cafe.edit(rejected, .words("Tea."))
        #expect(draft.status == .draft && draft.reason == nil)
        #expect(try await cafe.submit(draft).status == .inReview)
        let told = try await house.events(AdChanged.self).filter { $0.id == approved.id }
        #expect(told.map(\.status) == [.draft, .inReview, .approved])
        await house.close()
    }

    @Test func `an approved ad that is changed stops, and returns to review`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let approved = try await house.approvedAd(.words("Coffee."))
        let same = try await cafe.edit(approved, .words("Coffee."))
        #expect(same.status == .approved, "nothing of it has changed")
        let changed = try await cafe.edit(same, .words("Whisky."))
        #expect(changed.status == .inReview && changed.requestId != approved.requestId)
        let wanted = try await house.events(ApprovalWanted.self)
        #expect(wanted.map(\.requestId) == [approved.requestId, changed.requestId])
        #expect(wanted.last?.preview?.content?.contains("Whisky.") == true)
        #expect(try await house.events(AdChanged.self).last?.status == .inReview)
        // The earlier decision, told again after its memory is gone, is about other words.
        try await house.tamper("DELETE FROM deeds")
        try await house.decide(ad: approved.requestId, .approved)
        #expect(try await cafe.seen(changed).status == .inReview)
        try await house.decide(ad: changed.requestId, .approved)
        #expect(try await cafe.seen(changed).status == .approved)
        await house.close()
    }

    @Test func `a decision about words that were withdrawn approves no newer ones`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let first = try await cafe.submit(cafe.newAd(.words("Coffee.")))
        try await cafe.refused(
            .wrongState,
            EditAd.self,
            .init(adId: first.id, version: first.version, terms: .words("Whisky."))
        )
        let draft = try await cafe.withdraw(first)
        #expect(draft.status == .draft)
        let withdrawn = try await house.events(ApprovalWithdrawn.self)
        #expect(withdrawn.map(\.requestId) == [first.requestId] && withdrawn[0].kind == .ad)
        let second = try await cafe.submit(cafe.edit(draft, .words("Whisky.")))
        // The tenant decided before partners had read that it was withdrawn.
        try await house.decide(ad: first.requestId, .approved)
        #expect(try await cafe.seen(second) == second)
        try await house.decide(ad: second.requestId, .rejected, because: "No.")
        #expect(try await cafe.seen(second).status == .rejected)
        await house.close()
    }

    @Test func `a decision that comes after the ad was withdrawn or archived is nothing`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let drawn = try await cafe.submit(cafe.newAd())
        let draft = try await cafe.withdraw(drawn)
        try await house.decide(ad: drawn.requestId, .approved)
        #expect(try await cafe.seen(draft) == draft)
        let asked = try await cafe.submit(cafe.newAd())
        let archived = try await cafe.archive(asked)
        try await house.decide(ad: asked.requestId, .approved)
        #expect(try await cafe.seen(asked) == archived && archived.status == .archived)
        let withdrawn = try await house.events(ApprovalWithdrawn.self).map(\.requestId)
        #expect(withdrawn == [drawn.requestId, asked.requestId])
        for step in [SubmitAd.self, WithdrawAd.self, ArchiveAd.self] as [any AdStep.Type] {
            try await step.refused(archived, cafe)
        }
        await house.close()
    }

    @Test func `a request that is taken back at partners makes a draft of it`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let asked = try await cafe.submit(cafe.newAd())
        let request = try #require(asked.requestId)
        try await house.tell(
            RequestCancelled(requestId: request, kind: .ad, cancelledAt: house.clock.now),
            of: house.mall,
            partner: house.cafe
        )
        #expect(try await cafe.seen(asked).status == .draft)
        await house.close()
    }
}

/// A step that an ad which is over can't take.
private protocol AdStep: Method where Request == AdVersion, Reply == Ad {}

extension AdStep {
    fileprivate static func refused(_ ad: Ad, _ somebody: Somebody) async throws {
        try await somebody.refused(.wrongState, Self.self, ad.step)
    }
}

extension SubmitAd: AdStep {}
extension WithdrawAd: AdStep {}
extension ArchiveAd: AdStep {}
