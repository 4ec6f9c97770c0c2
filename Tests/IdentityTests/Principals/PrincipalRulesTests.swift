import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct PrincipalRulesTests {
    @Test(arguments: [
        "*", "loyalty.v1/*", "loyalty.v1/AwardPoints", "mesh.v1/ReadEvents", "a-b.v12/X",
    ])
    func `a grant is a method, a service or all`(_ grant: String) {
        #expect(PrincipalRules.isGrant(grant))
    }

    @Test(arguments: [
        "", "**", "loyalty", "loyalty.v1", "loyalty.v1/", "loyalty/*", "loyalty.v/*",
        "loyalty.v1/award", "loyalty.v1/Aw*", "loyalty.v1/A/B", "Loyalty.v1/*", "loyalty.v1 /*",
        "*/*", "loyalty.x1/*",
    ])
    func `anything else is none`(_ grant: String) {
        #expect(!PrincipalRules.isGrant(grant))
    }

    @Test func `grants are kept sorted and once`() throws {
        #expect(
            try PrincipalRules.checkedGrants(["loyalty.v1/*", "identity.v1/LogIn", "loyalty.v1/*"])
                == ["identity.v1/LogIn", "loyalty.v1/*"]
        )
        #expect(throws: Refusal.self) { try PrincipalRules.checkedGrants([]) }
    }

    @Test(arguments: ["operator", "acme-till", "a1"])
    func `a name is short and plain`(_ name: String) throws {
        try PrincipalRules.checkName(name)
    }

    @Test(arguments: ["", "a", "Acme", "acme till", "-acme", "ačme", "loyalty", "identity"])
    func `other names, and the services' own, are refused`(_ name: String) {
        #expect(throws: Refusal.self) { try PrincipalRules.checkName(name) }
    }
}
