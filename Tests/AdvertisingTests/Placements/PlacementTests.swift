import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// Where a tenant has ads shown.
struct PlacementTests {
    private func terms(
        _ name: String = "Top",
        formats: [AdFormat] = [.picture],
        showsAds: Bool? = true
    ) -> PlacementTerms {
        PlacementTerms(name: name, sort: .banner, formats: formats, showsAds: showsAds)
    }

    @Test func `applications and placements are registered, changed and archived`() async throws {
        let house = try await House()
        let mall = house.tenant()
        let app = try await mall.call(
            RegisterApplication.self,
            .init(terms: .init(name: "Mall", kind: .app))
        )
        #expect(app.terms.showsAds == false)
        let on = try await mall.call(
            EditApplication.self,
            .init(
                applicationId: app.id,
                version: 1,
                terms: .init(name: "Mall", kind: .app, showsAds: true)
            )
        )
        #expect(on.version == 2 && on.terms.showsAds == true)
        let place = try await mall.call(
            RegisterPlacement.self,
            .init(applicationId: app.id, terms: terms(showsAds: nil))
        )
        #expect(place.terms.showsAds == false && place.status == .active)
        let open = try await house.change(place, terms("  Top of all "))
        #expect(open.terms.name == "Top of all")
        #expect(try await mall.call(ListApplications.self, .init()).items == [on])
        let listed = ListPlacements.Request(applicationId: app.id, status: .active)
        #expect(try await mall.call(ListPlacements.self, listed).items == [open])
        let gone = try await mall.call(
            ArchivePlacement.self,
            .init(placementId: open.id, version: 2)
        )
        #expect(gone.status == .archived)
        #expect(try await mall.call(ListPlacements.self, listed).items == [])
        try await mall.refused(
            .wrongState,
            EditPlacement.self,
            .init(placementId: gone.id, version: 3, terms: terms())
        )
        let archived = try await mall.call(
            ArchiveApplication.self,
            .init(applicationId: app.id, version: 2)
        )
        #expect(archived.status == .archived)
        try await mall.refused(
            .wrongState,
            RegisterPlacement.self,
            .init(applicationId: app.id, terms: terms())
        )
        let told = try await house.events(PlacementChanged.self)
        #expect(told.map(\.status) == [.active, .active, .archived])
        #expect(try await house.events(ApplicationChanged.self).last?.status == .archived)
        await house.close()
    }

    @Test func `partners see those that are on`() async throws {
        let house = try await House()
        let app = try await house.app()
        let top = try await house.place("Top", in: app)
        _ = try await house.place("Foot", in: app, isOn: false)
        _ = try await house.place("Side", in: house.app("Quiet", isOn: false))
        let cafe = house.operatorOf()
        let offered = try await cafe.call(ListOfferedPlacements.self, .init()).items
        #expect(offered.map(\.id) == [top.id])
        #expect(offered.first?.application == "Mall" && offered.first?.terms == top.terms)
        let broker = house.operatorOf(house.broker, of: house.bank)
        let foreign = try await broker.call(
            ListOfferedPlacements.self,
            .init(),
            at: house.broker
        )
        #expect(foreign.items == [])
        await house.close()
    }

    @Test func `names are of one thing, and what is wrong is told`() async throws {
        let house = try await House()
        let mall = house.tenant()
        let app = try await house.app("Mall")
        try await mall.refused(
            .applicationNameTaken,
            RegisterApplication.self,
            .init(terms: .init(name: "MALL", kind: .website))
        )
        _ = try await house.place("Top", in: app)
        try await mall.refused(
            .placementNameTaken,
            RegisterPlacement.self,
            .init(applicationId: app.id, terms: terms("top"))
        )
        for formats in [[], [.text, .text]] as [[AdFormat]] {
            try await mall.refused(
                .invalid,
                RegisterPlacement.self,
                .init(applicationId: app.id, terms: terms("Foot", formats: formats))
            )
        }
        let bank = house.tenant(of: house.bank)
        try await bank.refused(
            .notFound,
            RegisterPlacement.self,
            .init(applicationId: app.id, terms: terms("Foot"))
        )
        try await bank.refused(
            .notFound,
            ArchiveApplication.self,
            .init(applicationId: app.id, version: 1)
        )
        await house.close()
    }

    @Test func `a campaign names placements of its tenant`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let place = try await house.place()
        let terms = try await house.minuteTerms(placements: [place.id])
        let draft = try await cafe.newCampaign(terms)
        #expect(draft.terms.placementIds == [place.id])
        for wrong in [[place.id, place.id], [PlacementID(house.ids.uuid(at: house.clock.now))]] {
            let terms = try await house.minuteTerms(placements: wrong)
            try await cafe.refused(.invalid, CreateCampaign.self, .init(terms: terms))
        }
        try await house.tenant().call(
            ArchivePlacement.self,
            .init(placementId: place.id, version: 1)
        )
        try await house.buy(1000)
        try await cafe.refused(.invalid, SubmitCampaign.self, draft.step)
        await house.close()
    }
}
