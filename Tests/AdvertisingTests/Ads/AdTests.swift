import FoundationEssentials
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What an ad may be, whose it is, and how many there are.
struct AdTests {
    @Test func `an ad is made in its one form, edited, listed and read`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let terms = AdTerms(
            name: " Coffee ",
            format: .text,
            text: "Coffee\r\nfor two.",
            action: "Book",
            target: " HTTPS://Cafe.Example/Book "
        )
        let made = try await cafe.newAd(terms)
        #expect(made.version == 1 && made.status == .draft && made.requestId == nil)
        #expect(made.terms.name == "Coffee" && made.terms.text == "Coffee\nfor two.")
        #expect(made.terms.target == "https://cafe.example/Book")
        let edited = try await cafe.edit(made, .words("Tea for two."))
        #expect(edited.version == 2 && edited.status == .draft)
        try await cafe.refused(
            .stale,
            EditAd.self,
            .init(adId: made.id, version: 1, terms: .words())
        )
        let other = try await cafe.newAd()
        _ = try await cafe.submit(other)
        #expect(try await cafe.call(ListAds.self, .init()).items.map(\.id) == [other.id, made.id])
        let drafts = try await cafe.call(ListAds.self, .init(status: .draft)).items
        #expect(drafts == [edited])
        #expect(try await cafe.seen(made) == edited)
        let told = try await house.events(AdChanged.self).filter { $0.id == made.id }
        #expect(told.map(\.version) == [1, 2] && told.last?.terms == edited.terms)
        await house.close()
    }

    @Test(arguments: [
        ("javascript:alert(1)", FieldWord.form), ("ftp://cafe.example", .form),
        ("https://ana:secret@cafe.example", .form), ("https://cafe.example/\u{7}", .form),
        ("https://cafe.example/\u{202E}moc", .form), ("cafe.example", .form),
        ("http://", .form),
    ])
    func `an ad leads to an address of the web and nowhere else`(
        target: String,
        rule: FieldWord
    ) async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let terms = AdTerms(
            name: "Coffee",
            format: .text,
            text: "For two.",
            action: "Book",
            target: target
        )
        let refused = try await cafe.refused(.invalid, CreateAd.self, .init(terms: terms))
        #expect(refused.violations.map(\.path) == ["terms.target"])
        #expect(refused.violations.map(\.rule) == [rule.rawValue])
        #expect(try await cafe.call(ListAds.self, .init()).items.isEmpty)
        await house.close()
    }

    @Test func `texts are bounded, and say nothing that can't be seen`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let terms = AdTerms(
            name: "Coffee",
            format: .text,
            headline: String(repeating: "a", count: 81),
            text: "For \u{202E}two",
            action: " ",
            target: "https://cafe.example"
        )
        try await cafe.refused(.invalid, CreateAd.self, .init(terms: terms))
        let pictures = try await house.pictures(2)
        let cards = AdTerms(
            name: "Cakes",
            format: .carousel,
            cards: [
                AdCard(
                    pictureId: pictures[0],
                    headline: "Two\nlines",
                    target: "mailto:a@b.example"
                ),
                AdCard(pictureId: pictures[1], headline: String(repeating: "a", count: 81)),
            ]
        )
        let refused = try await cafe.refused(.invalid, CreateAd.self, .init(terms: cards))
        #expect(
            refused.violations.map(\.path) == [
                "terms.cards[0].headline", "terms.cards[0].target", "terms.cards[1].headline",
            ]
        )
        await house.close()
    }

    @Test func `an ad has what its format consists of, and nothing of another's`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let pictures = try await house.pictures(3)
        let wrong: [(AdTerms, [String])] = [
            (AdTerms(name: "A", format: .picture), ["terms.pictureId"]),
            (AdTerms(name: "A", format: .video), ["terms.videoId"]),
            (AdTerms(name: "A", format: .carousel), ["terms.cards"]),
            (AdTerms(name: "A", format: .text), ["terms.text", "terms.action"]),
            (AdTerms(name: "A", format: .text, text: "T", action: "Book"), ["terms.target"]),
            (.carousel([pictures[0]]), ["terms.cards"]),
            (.carousel([pictures[0], pictures[0]]), ["terms.cards[1].pictureId"]),
            (
                AdTerms(name: "A", format: .picture, pictureId: pictures[0], cards: []),
                ["terms.cards", "terms.cards"]
            ),
            (
                AdTerms(
                    name: "A",
                    format: .picture,
                    pictureId: pictures[0],
                    videoLink: "https://v.example"
                ),
                ["terms.videoId"]
            ),
            (
                AdTerms(name: "A", format: .video, videoLink: "http://v.example"),
                ["terms.videoLink"]
            ),
            (
                AdTerms(
                    name: "A",
                    format: .video,
                    videoId: pictures[0],
                    videoLink: "https://v.example"
                ),
                ["terms.videoId", "terms.videoId"]
            ),
        ]
        for (terms, paths) in wrong {
            let refused = try await cafe.refused(.invalid, CreateAd.self, .init(terms: terms))
            #expect(refused.violations.map(\.path) == paths, "\(terms)")
        }
        let video = AdTerms(name: "A", format: .video, videoLink: "https://v.example")
        let right: [AdTerms] = [.picture(pictures[0]), video, .carousel(pictures)]
        for terms in right {
            #expect(try await cafe.newAd(terms).terms == terms)
        }
        await house.close()
    }

    @Test func `pictures have a size that can be shown, those of a carousel one shape`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let narrow = try await house.pictures(width: 99, height: 600)
        let refused = try await cafe.refused(
            .invalid,
            CreateAd.self,
            .init(terms: .picture(narrow[0]))
        )
        #expect(refused.violations.map(\.rule) == ["range"])
        let wide = try await house.pictures(2) + house.pictures(width: 601, height: 300)
        _ = try await cafe.newAd(.carousel(wide))
        let high = try await house.pictures(width: 600, height: 1200)
        let mixed = try await cafe.refused(
            .invalid,
            CreateAd.self,
            .init(terms: .carousel(wide + high))
        )
        #expect(mixed.violations.map(\.path) == ["terms.cards[3].pictureId"])
        await house.close()
    }

    @Test func `another's ad and another's picture look as if they did not exist`() async throws {
        let house = try await House()
        let ad = try await house.operatorOf().newAd()
        let others = [
            house.operatorOf(house.bakery), house.operatorOf(house.broker, of: house.bank),
        ]
        for other in others {
            try await other.refused(.notFound, GetAd.self, .init(adId: ad.id))
            try await other.refused(
                .notFound,
                EditAd.self,
                .init(adId: ad.id, version: 1, terms: .words())
            )
            try await other.refused(.notFound, SubmitAd.self, ad.step)
            try await other.refused(.notFound, WithdrawAd.self, ad.step)
            try await other.refused(.notFound, ArchiveAd.self, ad.step)
            #expect(try await other.call(ListAds.self, .init()).items.isEmpty)
        }
        let theirs = try await house.pictures(of: house.bakery)
        let refused = try await house.operatorOf().refused(
            .invalid,
            CreateAd.self,
            .init(terms: .picture(theirs[0]))
        )
        #expect(refused.violations.map(\.rule) == ["known"])
        await house.close()
    }

    @Test func `what is asked twice under one key is done once`() async throws {
        let house = try await House()
        let (cafe, key) = (house.operatorOf(), house.ids.uuid(at: house.clock.now))
        let made = try await cafe.call(CreateAd.self, .init(terms: .words()), key: key)
        #expect(try await cafe.call(CreateAd.self, .init(terms: .words()), key: key) == made)
        #expect(try await cafe.call(ListAds.self, .init()).items == [made])
        let step = house.ids.uuid(at: house.clock.now)
        let asked = try await cafe.call(SubmitAd.self, made.step, key: step)
        #expect(try await cafe.call(SubmitAd.self, made.step, key: step) == asked)
        #expect(try await house.events(ApprovalWanted.self).count == 1)
        await house.close()
    }

    @Test func `so many ads there are, and one that is archived makes room`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let first = try await cafe.newAd()
        try await house.tamper(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
                WHERE i < \(AdvertisingLimits.ads - 1))
            INSERT INTO ads (id, tenant, partner, version, name, format, text, cards, status,
                created_at)
            SELECT randomblob(16), tenant, partner, 1, 'A', 'text', 'T', '[]', 'draft', 0
            FROM ads, n
            """
        )
        try await cafe.refused(.tooManyAds, CreateAd.self, .init(terms: .words()))
        _ = try await cafe.archive(first)
        _ = try await cafe.newAd()
        await house.close()
    }

    @Test func `who may not advertise makes and submits no ad, but ends what there is`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let ad = try await cafe.newAd()
        let asked = try await cafe.submit(cafe.newAd())
        try await house.entitle([.coupons])
        try await cafe.refused(.notInPackage, CreateAd.self, .init(terms: .words()))
        try await cafe.refused(.notInPackage, SubmitAd.self, ad.step)
        try await cafe.refused(
            .notInPackage,
            EditAd.self,
            .init(adId: ad.id, version: 1, terms: .words("Tea."))
        )
        #expect(try await cafe.withdraw(asked).status == .draft)
        #expect(try await cafe.archive(ad).status == .archived)
        try await house.entitle([.advertising], version: 2)
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await cafe.refused(.partnerSuspended, CreateAd.self, .init(terms: .words()))
        await house.close()
    }

    @Test func `levels say who looks, who changes and who makes`() async throws {
        let house = try await House()
        let ad = try await house.operatorOf().newAd()
        let nobody = house.operatorOf(levels: [.promos: .full])
        let viewer = house.operatorOf(levels: [.advertising: .view])
        let editor = house.operatorOf(levels: [.advertising: .update])
        try await nobody.refused(.denied, GetAd.self, .init(adId: ad.id))
        #expect(try await viewer.seen(ad) == ad)
        try await viewer.refused(.denied, SubmitAd.self, ad.step)
        try await editor.refused(.denied, CreateAd.self, .init(terms: .words()))
        #expect(try await editor.edit(ad, .words("Tea.")).version == 2)
        await house.close()
    }
}
