import OctopusHelpdeskContract
import OctopusServiceKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusHelpdesk

struct RouteTests {
    @Test(arguments: [
        ("https://shop.example", "shop.example", "/"),
        ("HTTPS://Shop.Example:8443/Tea?x=1#top", "shop.example", "/Tea"),
        ("http://shop.example:/tea/", "shop.example", "/tea/"),
        ("https://ana:secret@shop.example/tea", "shop.example", "/tea"),
        ("https://shop.example@evil.org/tea", "evil.org", "/tea"),
        ("https://shop.example\\@evil.org/tea", "shop.example", "/@evil.org/tea"),
        ("https://shop.example./tea", "shop.example", "/tea"),
        ("https://MÜNCHEN.example/tea", "xn--mnchen-3ya.example", "/tea"),
        ("https://xn--mnchen-3ya.example/tea", "xn--mnchen-3ya.example", "/tea"),
        ("https://shop\u{3002}example/", "shop.example", "/"),
        ("https://ｓｈｏｐ.example/", "shop.example", "/"),
        ("https://sh%6Fp.example/", "shop.example", "/"),
        ("https://shop.example%2Eevil.org/", "shop.example.evil.org", "/"),
        ("https://shop.example/a/../b/./c", "shop.example", "/b/c"),
        ("https://shop.example/a/%2e%2E/b", "shop.example", "/b"),
        ("https://shop.example/../../etc", "shop.example", "/etc"),
        ("https://shop.example/te%61", "shop.example", "/tea"),
        ("https://shop.example/%c4%8daj", "shop.example", "/%C4%8Daj"),
        ("https://shop.example/čaj", "shop.example", "/%C4%8Daj"),
        ("https://shop.example/a%2fb", "shop.example", "/a%2Fb"),
        ("https://shop.example/a b|c", "shop.example", "/a%20b%7Cc"),
        ("https://shop.example/100%", "shop.example", "/100%25"),
        ("https://shop.example/\u{301}x", "shop.example", "/%CC%81x"),
        ("https://shop.example?x=/../..", "shop.example", "/"),
        ("https://shop.example/tea?q={a}^`<>\"", "shop.example", "/tea"),
    ])
    func `a page has one form, as browsers read it`(
        _ typed: String,
        _ host: String,
        _ path: String
    ) throws {
        let page = try #require(PageAddress(typed))
        #expect(page.host == host && page.path == path)
        #expect(PageAddress("https://\(host)\(path)") == page)
    }

    @Test(arguments: [
        "", "shop.example", "//shop.example/", "ftp://shop.example/", "javascript:alert(1)",
        "https:shop.example", "https:///shop.example", "https://", "https://localhost/",
        "https://10.0.0.1/", "https://0x7f.1/", "https://[::1]/", "https://shop.example:http/",
        "https://shop.example:65536/", "https://shop.example:1:2/", "https://shop..example/",
        "https://shop.example../", "https://shop_1.example/", "https://shop.example\n.evil.org/",
        "https://sh\u{0}op.example/", "https://shop%00.example/", "https://shop%2F.example/",
        "https://shop%ff.example/", "https://-shop.example/", "https://*.example/",
        "https://shop.example/" + String(repeating: "a", count: 2001),
    ])
    func `what is no page of a named host is none`(_ typed: String) {
        #expect(PageAddress(typed) == nil)
    }

    @Test(arguments: [
        ("shop.example", "shop.example", true),
        ("shop.example", "www.shop.example", false),
        ("shop.example", "evil-shop.example", false),
        ("zammad.org", "evil-zammad.org", false),
        ("*.zammad.org", "evil-zammad.org", false),
        ("*.zammad.org", "zammad.org", false),
        ("*.zammad.org", "zammad.org.evil.example", false),
        ("*.zammad.org", "a.b.zammad.org", true),
        ("*.münchen.example", "www.xn--mnchen-3ya.example", true),
    ])
    func `a host covers itself, a star what is below it`(
        _ typed: String,
        _ host: String,
        _ covers: Bool
    ) throws {
        let website = try #require(WebsiteHost(typed))
        #expect(website.covers(host) == covers)
        #expect(WebsiteHost(stored: website.text) == website)
    }

    @Test(arguments: [
        "", "*", "*.", "*.example", "*.*.example", "a.*.example", "*shop.example", "shop.example/",
        "https://shop.example", "shop.example:443", "ana@shop.example", "localhost", "10.0.0.1",
        "shop.example?", "shop .example",
    ])
    func `what is no host is refused`(_ typed: String) {
        #expect(WebsiteHost(typed) == nil)
    }

    @Test(arguments: [
        ("/", "/", true), ("/", "/tea", true),
        ("/shop", "/shop", true), ("/shop", "/shop/", true), ("/shop", "/shop/tea", true),
        ("/shop/", "/shop", true), ("/shop", "/shopping", false), ("/shop", "/shop%2Ftea", false),
        ("/shop", "/Shop", false), ("/shop", "/", false), ("/a/../shop", "/shop/tea", true),
        ("/%73hop", "/shop/tea", true), ("/čaj", "/%C4%8Daj/1", true), ("/shop", "/a/shop", false),
        ("/a//b", "/a/b", false),
    ])
    func `a path covers whole segments`(_ typed: String, _ path: String, _ covers: Bool) throws {
        #expect(try #require(PathPrefix(typed)).covers(path) == covers)
    }

    @Test(arguments: ["", "shop", "*", "/shop?x", "/shop#x", "/a\nb", "https://shop.example/a"])
    func `what is no path is refused`(_ typed: String) { #expect(PathPrefix(typed) == nil) }

    @Test func `exact host, closest host above, longest path, oldest: in that order`() throws {
        func route(_ number: UInt8, _ host: String, _ path: String = "/") throws -> Route {
            Route(
                rule: RoutingRuleID(
                    UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number))
                ),
                host: try #require(WebsiteHost(host)),
                path: try #require(PathPrefix(path)),
                age: Int64(number)
            )
        }
        let routes = [
            try route(9, "a.shop.example"), try route(8, "*.shop.example", "/tea/green"),
            try route(7, "*.a.shop.example"), try route(6, "a.shop.example", "/tea"),
            try route(5, "a.shop.example", "/tea"), try route(4, "*.shop.example", "/tea"),
        ]
        func chosen(_ page: String) throws -> Int64? {
            let rule = Route.rule(for: try #require(PageAddress(page)), among: routes.shuffled())
            return routes.first { $0.rule == rule }?.age
        }
        #expect(try chosen("https://a.shop.example/tea/green") == 5)
        #expect(try chosen("https://a.shop.example/coffee") == 9)
        #expect(try chosen("https://x.a.shop.example/tea/green") == 7)
        #expect(try chosen("https://b.shop.example/tea/green/1") == 8)
        #expect(try chosen("https://b.shop.example/tea") == 4)
        #expect(try chosen("https://b.shop.example/") == nil)
        #expect(try chosen("https://shop.example/tea") == nil)
    }
}
