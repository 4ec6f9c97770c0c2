import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct BootstrapTests {
    @Test func `the first tenant and its owner are made once`() async throws {
        try await House.with { house in
            let again = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                email: "else@mall.example",
                password: "another good password it is"
            )
            #expect(again.tenantId == house.tenant.description)
            #expect(again.ownerId == house.owner.description)
            #expect(again.email == House.email)
            #expect(!again.created)
            #expect(try await house.events(TenantChanged.self).count == 1)
            let told = try #require(try await house.events(TenantChanged.self).first)
            #expect(told.timeZone == "Europe/Zagreb" && told.name == "Octopus Mall")
            _ = try await house.logIn()
            await expectRefusal(.badCredentials) {
                try await house.logIn(House.email, "another good password it is")
            }
        }
    }

    @Test func `a second tenant stands beside the first`() async throws {
        try await House.with { house in
            _ = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall"
            )
            let first = try await house.call(
                ListTenants.self,
                .init(limit: 1),
                as: house.operating
            )
            let second = try await house.call(
                ListTenants.self,
                .init(after: first.next, limit: 1),
                as: house.operating
            )
            #expect((first.items + second.items).map(\.name) == ["Octopus Mall", "Other Mall"])
            #expect(second.next == nil)
        }
    }

    @Test(arguments: [
        ("password", "short", "a@mall.example"), ("owner-email", House.password, "no e-mail"),
        ("password-file", "", "a@mall.example"),
    ])
    func `what is wrong is named, and nothing is made`(
        _ path: String,
        _ password: String,
        _ email: String
    ) async throws {
        try await House.with { house in
            let refusal = await #expect(throws: Refusal.self) {
                try await House.bootstrap(
                    house.instance,
                    folder: house.folder,
                    tenant: "Other",
                    email: email,
                    password: password
                )
            }
            #expect(refusal?.violations.map(\.path) == [path])
            let told = try await house.events(TenantChanged.self)
            #expect(told.count == 1)
        }
    }
}
