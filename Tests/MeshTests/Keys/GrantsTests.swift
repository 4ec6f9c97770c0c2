import Testing
import struct FoundationEssentials.UUID

@testable import OctopusMesh

struct GrantsTests {
    private let events = "mesh.v1/ReadEvents"
    private let awarded = "loyalty.v1/PointsAwarded"
    private let ended = "identity.v1/SessionEnded"

    @Test(arguments: ["*", "loyalty.v1/*", "loyalty.v1/AwardPoints"])
    func `a method is covered by all, by its service and by its name`(_ grant: String) {
        #expect(Grants([grant]).cover("loyalty.v1/AwardPoints"))
    }

    @Test(arguments: [
        "loyalty.v1/AwardPoint", "loyalty.v1/AwardPointsTwice", "loyalty.v10/*", "identity.v1/*",
        "loyalty.v1/*x", "mesh.v1/ReadEvents:loyalty.v1/*", "",
    ])
    func `nothing else covers it`(_ grant: String) {
        #expect(!Grants([grant]).cover("loyalty.v1/AwardPoints"))
    }

    @Test func `what is granted by name alone is in no wildcard`() {
        let wide = Grants(["*", "identity.v1/*"])
        #expect(!wide.cover("identity.v1/GrantPrincipal", byNameAlone: true))
        #expect(
            Grants(["identity.v1/GrantPrincipal"])
                .cover("identity.v1/GrantPrincipal", byNameAlone: true)
        )
        #expect(!wide.cover(ended, by: events, byNameAlone: true))
        #expect(
            !Grants([events, "\(events):identity.v1/*"])
                .cover(ended, by: events, byNameAlone: true)
        )
        #expect(Grants(["\(events):\(ended)"]).cover(ended, by: events, byNameAlone: true))
    }

    @Test(arguments: [
        ["mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"], ["mesh.v1/ReadEvents:loyalty.v1/*"],
        ["mesh.v1/ReadEvents"], ["mesh.v1/*"], ["*"],
    ])
    func `a kind is granted by itself, its service, the method and wildcards`(_ grants: [String]) {
        let grants = Grants(grants)
        #expect(grants.cover(events))
        #expect(grants.cover(awarded, by: events, byNameAlone: false))
        #expect(grants.coverAll(of: events) == !grants.texts[0].contains(":"))
    }

    @Test(arguments: [
        ["mesh.v1/ReadEvents:loyalty.v1/PointsExpired"], ["mesh.v1/ReadEvents:identity.v1/*"],
        ["mesh.v1/ReadSnapshot:loyalty.v1/PointsAwarded"], ["mesh.v1/ReadSnapshot"],
        ["loyalty.v1/*"], ["mesh.v1/ReadEvents:loyalty.v1/Points"], [],
    ])
    func `another kind, method or service does not grant it`(_ grants: [String]) {
        #expect(!Grants(grants).cover(awarded, by: events, byNameAlone: false))
    }

    @Test(arguments: [
        (["*"], "*"), (["*"], "loyalty.v1/*"), (["*"], "loyalty.v1/AwardPoints"),
        (["loyalty.v1/*"], "loyalty.v1/*"), (["loyalty.v1/*"], "loyalty.v1/AwardPoints"),
        (["mesh.v1/*"], "mesh.v1/ReadEvents:loyalty.v1/*"),
        (["mesh.v1/ReadEvents"], "mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"),
        (["mesh.v1/ReadEvents:loyalty.v1/*"], "mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"),
        (["mesh.v1/ReadEvents:loyalty.v1/*"], "mesh.v1/ReadEvents:loyalty.v1/*"),
        (["a.v1/Administer"], "a.v1/Administer"),
    ])
    func `who holds that may give it`(_ held: [String], _ given: String) {
        #expect(Grants(held).contain(given) { $0 == "a.v1/Administer" })
    }

    @Test(arguments: [
        (["loyalty.v1/*", "identity.v1/*", "mesh.v1/*"], "*"), (["*"], "a.v1/Administer"),
        (["loyalty.v1/AwardPoints"], "loyalty.v1/*"), (["a.v1/*"], "a.v1/Administer"),
        (["mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"], "mesh.v1/ReadEvents"),
        (["mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"], "mesh.v1/ReadEvents:loyalty.v1/*"),
        (["mesh.v1/ReadEvents:loyalty.v1/*"], "mesh.v1/*"), ([], "mesh.v1/Health"),
        (["*"], "mesh.v1/ReadEvents:a.v1/Administer"),
    ])
    func `who does not, may not`(_ held: [String], _ given: String) {
        #expect(!Grants(held).contain(given) { $0 == "a.v1/Administer" })
    }

    @Test func `a scope contains itself and what lies within`() {
        let (tenant, other, partner) = (one, two, three)
        let scopes: [PrincipalScope] = [
            .installation, .tenant(tenant), .partner(partner, tenant: tenant), .tenant(other),
        ]
        let contained = scopes.map { outer in scopes.map { outer.contains($0) } }
        #expect(contained[0] == [true, true, true, true])
        #expect(contained[1] == [false, true, true, false])
        #expect(contained[2] == [false, false, true, false])
        #expect(contained[3] == [false, false, false, true])
    }

    @Test func `a partner without a tenant is none of any tenant`() {
        let principal = Principal(name: "a", tenant: nil, partner: three, grants: [])
        #expect(principal.scope != .installation)
        #expect(principal.tenant == three)
    }
}

private let one = UUID()
private let two = UUID()
private let three = UUID()
