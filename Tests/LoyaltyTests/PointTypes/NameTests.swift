import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

/// Names as people write them, over the whole service.
struct NameTests {
    @Test(arguments: [
        ("Caf\u{e9}", "Cafe\u{301}"), ("Caf\u{e9}", "CAFE\u{301}"), ("Caf\u{e9}", "cafe"),
        ("stra\u{df}e", "STRASSE"), ("stra\u{df}e", "STRA\u{1e9e}E"),
        ("Stamp", "\u{ff33}\u{ff54}\u{ff41}\u{ff4d}\u{ff50}"), ("fix", "\u{fb01}x"),
        ("A B", "a \u{a0}\u{3000} b"), ("\u{c5}ngstr\u{f6}m", "\u{212b}ngstrom"),
        ("\u{39f}\u{394}\u{39f}\u{3a3}", "\u{3bf}\u{3b4}\u{3bf}\u{3c2}"),
        ("\u{3ac}", "\u{3b1}"), ("\u{2167}", "viii"), ("\u{30ab}\u{3099}", "\u{ff76}\u{ff9e}"),
        ("L\u{f3}d\u{17a}", "LODZ"), ("\u{141}\u{f3}d\u{17a}", "lodz"),
        ("\u{130}stanbul", "istanbul"), ("10\u{33a1}", "10m2"),
    ])
    func `names that read the same are one`(first: String, second: String) async throws {
        let owner = try await House().operatorOf()
        let made = try await owner.call(CreatePointType.self, .init(name: first))
        try await owner.refused(.nameTaken, CreatePointType.self, .init(name: second))
        let other = try await owner.newPointType("another")
        try await owner.refused(
            .nameTaken,
            EditPointType.self,
            .init(pointTypeId: other, version: 1, name: second)
        )
        // The other spelling is the type's own to take, and finds it.
        let edited = try await owner.call(
            EditPointType.self,
            .init(pointTypeId: made.id, version: 1, name: second)
        )
        #expect(edited.version == 2)
        for search in [first, second] {
            let found = try await owner.call(ListPointTypes.self, .init(search: search))
            #expect(found.items.map(\.id) == [made.id])
        }
        try await owner.house.expectBalanced()
    }

    @Test(arguments: [
        ("Caf\u{e9}", "Cage"), ("1", "2"), ("\u{d0}a", "\u{d1}a"),
        ("kana \u{30cf}", "kana \u{30d0}"),
        ("\u{939}\u{93f}", "\u{939}\u{940}"), ("a b", "ab"), ("a-b", "a b"),
    ])
    func `names that differ are two`(first: String, second: String) async throws {
        let owner = try await House().operatorOf()
        _ = try await owner.newPointType(first)
        _ = try await owner.newPointType(second)
    }

    @Test(arguments: [
        "", " ", "\u{200b}", "\u{200b}\u{200c}", "\u{ad}", "\u{feff}", "\u{2060}", "\t\n",
        "\u{3000}",
        "\u{180e}", "\u{2800}", "\u{115f}", "\u{3164}", "\u{301}", "\u{fe0f}", "\u{e0041}",
    ])
    func `what shows nothing is no name`(name: String) async throws {
        let owner = try await House().operatorOf()
        for (path, refused) in try await refusals(of: name, by: owner) {
            #expect(refused == ["\(path) notBlank"])
        }
    }

    @Test(arguments: [
        "a\u{202e}b", "\u{202e}a", "a\u{202d}b", "a\u{2066}b\u{2069}", "a\u{200e}b", "a\u{61c}b",
        "a\u{200b}b", "a\u{ad}b", "a\u{0}b", "a\u{7}b", "a\u{1b}[31mb", "a\u{85}b", "a\nb", "a\tb",
        "a\u{2028}b", "a\u{fffe}b", "a\u{e000}b", "a\u{e0041}b", "a\u{feff}b",
    ])
    func `what can't be seen is in no name`(name: String) async throws {
        let owner = try await House().operatorOf()
        for (path, refused) in try await refusals(of: name, by: owner) {
            #expect(refused == ["\(path) characters"])
        }
    }

    /// Joiners and selectors that choose how a letter or a picture looks.
    @Test(arguments: [
        "\u{1f469}\u{200d}\u{1f373} cook", "\u{2764}\u{fe0f}", "\u{645}\u{6cc}\u{200c}\u{62e}",
        "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ])
    func `what people write in their languages is taken as it is`(name: String) async throws {
        let owner = try await House().operatorOf()
        let made = try await owner.call(CreatePointType.self, .init(name: name))
        #expect(Array(made.name.unicodeScalars) == Array(name.unicodeScalars))
        let coupon = try await owner.call(CreateCoupon.self, .init(terms: .init(title: name)))
        #expect(Array(coupon.terms.title.unicodeScalars) == Array(name.unicodeScalars))
    }

    /// What names of a point type and of a coupon are refused with, by their fields.
    private func refusals(of name: String, by owner: Somebody) async throws -> [String: [String]] {
        let type = try await owner.newPointType()
        let coupon = try await owner.newCoupon(CouponTerms(title: "Coffee"))
        let terms = CouponTerms(title: name)
        let refused = [
            "name": [
                try await owner.refused(.invalid, CreatePointType.self, .init(name: name)),
                try await owner.refused(
                    .invalid,
                    EditPointType.self,
                    .init(pointTypeId: type, version: 1, name: name)
                ),
            ],
            "terms.title": [
                try await owner.refused(.invalid, CreateCoupon.self, .init(terms: terms)),
                try await owner.refused(
                    .invalid,
                    EditCoupon.self,
                    .init(couponId: coupon, version: 2, terms: terms)
                ),
            ],
        ]
        return refused.mapValues { refusals in
            Set(refusals.flatMap(\.violations).map { "\($0.path) \($0.rule)" }).sorted()
        }
    }
}
