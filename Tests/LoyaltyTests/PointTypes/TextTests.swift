import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Texts as browsers, Windows and telephones send them, over the whole service.
struct TextTests {
    @Test(arguments: [
        ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\u{85}b", "a\nb"), ("a\u{2028}b", "a\nb"),
        ("a\u{2029}b", "a\nb"), ("1.\tFirst\r\n2.\tSecond", "1.\tFirst\n2.\tSecond"),
        ("a\r\n\r\nb", "a\n\nb"), ("\r\n a \r\n", "a"), ("Cafe\u{301}", "Caf\u{e9}"),
        ("a\u{b}b", "a\nb"),
    ])
    func `lines have one form`(typed: String, kept: String) async throws {
        let owner = try await House().operatorOf()
        let terms = CouponTerms(title: "Coffee", description: typed, terms: typed)
        let coupon = try await owner.call(CreateCoupon.self, .init(terms: terms))
        for text in [coupon.terms.description, coupon.terms.terms] {
            #expect(text.map { Array($0.unicodeScalars) } == Array(kept.unicodeScalars))
        }
        let type = try await owner.call(
            CreatePointType.self,
            .init(
                name: "banana",
                validity: .days(9),
                expiryNoticeDays: 1,
                expiryMessage: typed
            )
        )
        #expect(type.expiryMessage.map { Array($0.unicodeScalars) } == Array(kept.unicodeScalars))
        #expect(try await owner.house.events(CouponChanged.self).map(\.terms) == [coupon.terms])
    }

    /// A letter with half a megabyte of accents is one character.
    @Test(arguments: [
        "a" + String(repeating: "\u{301}", count: 500_000),
        String(
            repeating: "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
            count: 1001
        ),
        String(repeating: "x", count: 20_000),
    ])
    func `limits count characters and bytes`(text: String) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        func paths(_ refusal: CallRefused) -> Set<String> {
            Set(refusal.violations.map { "\($0.path) \($0.rule)" })
        }
        let point = CreatePointType.Request(
            name: text,
            validity: .days(9),
            expiryNoticeDays: 1,
            expiryMessage: text
        )
        #expect(
            paths(try await owner.refused(.invalid, CreatePointType.self, point))
                == ["name length", "expiryMessage length"]
        )
        let coupon = CreateCoupon.Request(
            terms: CouponTerms(title: text, description: text, terms: text)
        )
        #expect(
            paths(try await owner.refused(.invalid, CreateCoupon.self, coupon))
                == ["terms.title length", "terms.description length", "terms.terms length"]
        )
        let award = AwardPoints.Request(
            endUserId: house.ana,
            pointTypeId: type,
            amount: 1,
            note: text
        )
        #expect(
            paths(try await owner.refused(.invalid, AwardPoints.self, award)) == ["note length"]
        )
        let search = ListCoupons.Request(search: text)
        #expect(
            paths(try await owner.refused(.invalid, ListCoupons.self, search)) == ["search length"]
        )
    }

    @Test(arguments: ["\u{0}", "stamp\u{0}zzz", "\u{0}stamp", "sta\u{0}mp", "\u{200b}", "\u{1}"])
    func `nothing is cut off what is searched`(text: String) async throws {
        let owner = try await House().operatorOf()
        _ = try await owner.newPointType("stamp")
        _ = try await owner.newCoupon(CouponTerms(title: "stamp"))
        for refusal in [
            try await owner.refused(.invalid, ListPointTypes.self, .init(search: text)),
            try await owner.refused(.invalid, ListCoupons.self, .init(search: text)),
        ] {
            #expect(refusal.violations.map(\.path) == ["search"])
        }
    }

    @Test(arguments: [
        ("stamp", ["Stamp 100%", "stamp_a"]), ("%", ["Stamp 100%"]), ("_", ["stamp_a"]), ("*", []),
        ("MP_", ["stamp_a"]), ("'", []), ("", ["Stamp 100%", "stamp_a"]),
        ("\u{ff33}tamp", ["Stamp 100%", "stamp_a"]),
    ])
    func `a search takes every sign as it is`(text: String, found: [String]) async throws {
        let owner = try await House().operatorOf()
        for name in ["stamp_a", "Stamp 100%"] {
            _ = try await owner.newPointType(name)
            _ = try await owner.newCoupon(CouponTerms(title: name))
        }
        let types = try await owner.call(ListPointTypes.self, .init(search: text))
        #expect(Set(types.items.map(\.name)) == Set(found))
        let coupons = try await owner.call(ListCoupons.self, .init(search: text))
        #expect(Set(coupons.items.map(\.terms.title)) == Set(found))
    }
}
