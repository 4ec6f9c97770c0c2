import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// What a service of the tests counts, as helpdesk will.
private struct SampleMessagesCounted: MessagesCounted {
    static let declaration = EventDeclaration(
        "sample.v1/SampleMessagesCounted",
        .state,
        "How many messages a partner has sent this month."
    )

    let id: PartnerID
    let version: Int64
    let month: String
    let sent: Int64
}

struct MessageUseTests {
    private func house() async throws -> House {
        try await House(
            of: PartnersService.definition(
                askers: [.messages(of: "sample", SampleMessagesCounted.self)]
            )
        )
    }

    private func count(
        _ sent: Int64,
        in month: String,
        version: Int64,
        _ house: House
    ) async throws {
        try await house.tell(
            SampleMessagesCounted(id: house.cafe, version: version, month: month, sent: sent),
            of: house.mall,
            partner: house.cafe
        )
    }

    private func shown(_ house: House) async throws -> Int64 {
        try await house.operatorOf().call(GetMyAccount.self, .init()).use.messagesThisMonth
    }

    @Test func `the count is this month's in the tenant's zone, and the newest that was told`()
        async throws
    {
        let house = try await house()
        #expect(try await shown(house) == 0)
        try await count(120, in: "2026-03", version: 2, house)
        try await count(90, in: "2026-03", version: 1, house)
        #expect(try await shown(house) == 120)
        // 31 March, 23:30 in Zagreb, and an hour later.
        house.pass(.seconds(30 * 86_400 + 13 * 3600 + 1800))
        #expect(try await shown(house) == 120)
        house.pass(.seconds(3600))
        #expect(try await shown(house) == 0)
        try await count(1, in: "2026-04", version: 3, house)
        #expect(try await shown(house) == 1)
        await house.close()
    }

    @Test func `a package of fewer messages than were sent is approved, and told as it is`()
        async throws
    {
        let house = try await house()
        try await count(120, in: "2026-03", version: 1, house)
        let small = try await house.desk().newPackage(limits: PackageLimits(messagesAMonth: 100))
        let asked = try await house.operatorOf().call(
            RequestPackage.self,
            .init(packageId: small.id)
        )
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: asked.id))
        let told = try await house.events(PartnerEntitlementChanged.self).last
        #expect(told?.limits?.messagesAMonth == 100 && told?.askedLimits == nil)
        await house.close()
    }
}
