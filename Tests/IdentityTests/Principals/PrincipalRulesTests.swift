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

    @Test(arguments: [
        "nope.v1/*", "nope.v1/Do", "loyalty.v2/*", "loyalty.v1/AwardPoint", "mesh.v1/Everything",
        "identity.v1/AwardPoints", "loyalty.v10/AwardPoints", "pictures.v1/*", "console.v1/*",
        "operator.v1/*",
    ])
    func `what no service has can't be granted`(_ grant: String) {
        #expect {
            try PrincipalRules.checkedGrants(["*", grant])
        } throws: { error in
            (error as? Refusal)?.violations.map(\.rule) == ["known"]
                && (error as? Refusal)?.violations.map(\.path) == ["grants[1]"]
        }
    }

    @Test func `every method that there is can be granted, and every service`() throws {
        for contract in [ContractIndex.mesh, ContractIndex.identity] {
            for method in contract.methods {
                _ = try PrincipalRules.checkedGrants([method.declaration.name])
            }
        }
        for grant in ["*", "mesh.v1/*", "identity.v1/*", "loyalty.v1/*", "mesh.v1/ReadPersonal"] {
            _ = try PrincipalRules.checkedGrants([grant])
        }
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
