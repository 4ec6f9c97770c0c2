import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct TenantTests {
    private let terms = TenantTerms(
        name: "Octopus Bank",
        locale: "hr-HR",
        currency: "EUR",
        timeZone: "Europe/Zagreb",
        linksBase: "https://account.bank.example/",
        senderName: "The Bank",
        replyTo: "help@bank.example"
    )

    private func create(_ house: House, _ terms: TenantTerms) async throws -> CreateTenant.Reply {
        try await house.call(
            CreateTenant.self,
            .init(terms: terms, ownerName: "Ana", ownerEmail: "ana@bank.example"),
            as: house.operating
        )
    }

    @Test func `a tenant's owner is invited by mail, and opens the account by the link`()
        async throws
    {
        try await House.with { house in
            let created = try await create(house, terms)
            let mails = try await house.world.mails(to: "ana@bank.example")
            let link = try #require(mails.first?.links.first)
            #expect(mails.count == 1)
            #expect(link.hasPrefix("https://account.bank.example/invitation#"))
            let secret = String(link.drop { $0 != "#" }.dropFirst())
            let backend = Principal(
                name: "bank",
                tenant: created.tenantId.uuid,
                grants: ["*"],
                publicKey: House.Keys.till
            )
            try await house.call(
                AcceptInvitation.self,
                .init(invitation: secret, password: House.password),
                as: backend,
                tenant: created.tenantId
            )
            let login = try await house.call(
                LogIn.self,
                .init(email: "ana@bank.example", password: House.password),
                as: backend,
                tenant: created.tenantId
            )
            #expect(login.userId == created.ownerId)
        }
    }

    @Test func `an edit wants the version that was read, tells the state, and takes away`()
        async throws
    {
        try await House.with { house in
            let id = try await create(house, terms).tenantId
            let read = try await house.call(
                GetTenant.self,
                .init(tenantId: id),
                as: house.operating
            )
            #expect(read.version == 1 && read.terms.linksBase == "https://account.bank.example")
            let next = TenantTerms(
                name: "Bank",
                locale: "en",
                currency: "USD",
                timeZone: "UTC"
            )
            let edited = try await house.call(
                EditTenant.self,
                .init(tenantId: id, version: 1, terms: next),
                as: house.operating
            )
            #expect(edited == Tenant(id: id, version: 2, terms: next))
            let told = try await house.events(TenantChanged.self).last
            #expect(told?.name == "Bank" && told?.linksBase == nil && told?.version == 2)
            await refused(.stale) {
                try await house.call(
                    EditTenant.self,
                    .init(tenantId: id, version: 1, terms: terms),
                    as: house.operating
                )
            }
        }
    }

    @Test func `a name is one tenant's, and every fault is told at once`() async throws {
        try await House.with { house in
            _ = try await create(house, terms)
            await refused(.tenantNameTaken) { _ = try await create(house, terms) }
            let bad = TenantTerms(
                name: "Other",
                locale: "hr_HR",
                currency: "eur",
                timeZone: "Europe/Zagrab",
                linksBase: "javascript:alert(1)",
                replyTo: "nobody"
            )
            await #expect {
                _ = try await create(house, bad)
            } throws: { error in
                (error as? CallRefused)?.violations.map(\.path) == [
                    "terms.locale", "terms.currency", "terms.timeZone", "terms.linksBase",
                    "terms.replyTo",
                ]
            }
        }
    }

    @Test func `only the installation's programs may`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            await refused(.denied) {
                try await house.call(
                    GetTenant.self,
                    .init(tenantId: house.tenant),
                    token: owner.accessToken
                )
            }
        }
    }

    private func refused(_ reason: Reason, _ body: () async throws -> Void) async {
        await #expect {
            try await body()
        } throws: { error in
            (error as? CallRefused)?.reason == reason.word
        }
    }
}
