import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// What a service of the tests asks for, as helpdesk and advertising will.
private struct BroadcastAsked: ApprovalAsked {
    static let declaration = EventDeclaration(
        "sample.v1/BroadcastAsked",
        .fact,
        "A broadcast wants approval."
    )

    let requestId: RequestID
    var kind = RequestKind.broadcast
    var title = "Umbrellas for everybody"
    var items: [RequestedItem] = []
    var preview: RequestPreview?
    let askedById: UserID
    var askedActorId: UserID?
}

private struct BroadcastWithdrawn: Event {
    static let declaration = EventDeclaration(
        "sample.v1/BroadcastWithdrawn",
        .fact,
        "A broadcast wants no approval any more."
    )

    let requestId: RequestID
}

struct AskedElsewhereTests {
    private func house() async throws -> House {
        try await House(
            of: PartnersService.definition(askers: [
                .approvals(
                    of: "sample",
                    BroadcastAsked.self,
                    withdrawn: BroadcastWithdrawn.self,
                    \.requestId
                )
            ])
        )
    }

    private func asked(_ house: House, by somebody: Somebody? = nil) -> BroadcastAsked {
        BroadcastAsked(
            requestId: RequestID(house.ids.uuid(at: house.clock.now)),
            preview: RequestPreview(
                content: "It rains.",
                engagement: "promo",
                startsAt: house.clock.now,
                audience: 12_000
            ),
            askedById: UserID((somebody ?? house.operatorOf()).person.subject)
        )
    }

    @Test func `a broadcast comes in once, is previewed, and its decision goes out once`()
        async throws
    {
        let house = try await house()
        let (desk, asked) = (house.desk(), asked(house))
        for _ in 0..<2 { try await house.tell(asked, of: house.mall, partner: house.cafe) }
        let pending = try await desk.call(
            ListPendingRequests.self,
            .init(desk: .others, kind: .broadcast)
        ).items
        #expect(pending.map(\.id) == [asked.requestId])
        #expect(pending[0].preview == asked.preview && pending[0].title == asked.title)
        _ = try await desk.call(
            RejectRequest.self,
            .init(requestId: asked.requestId, reason: "Not on Sundays.")
        )
        let told = try await house.events(RequestDecided.self)
        #expect(told.map(\.requestId) == [asked.requestId])
        #expect(told[0].kind == .broadcast && told[0].decision == .rejected)
        #expect(told[0].reason == "Not on Sundays.")
        let history = try await desk.call(ListDecidedRequests.self, .init(desk: .others)).items
        #expect(history.map(\.kind) == [.broadcast])
        #expect(try await house.mails(to: "ana@cafe.example").count == 1)
        // Told again by a log that is read anew, it does not come back.
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        #expect(try await desk.call(ListPendingRequests.self, .init(desk: .others)).items.isEmpty)
        await house.close()
    }

    @Test(arguments: [
        RequestKind.broadcast, .advertisingPackage, .ad, .adCampaign,
    ])
    func `each kind of the other services comes to the desk, and its decision goes to its owner`(
        kind: RequestKind
    ) async throws {
        let house = try await house()
        let desk = house.desk()
        var asked = asked(house)
        asked.kind = kind
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        let request = ListPendingRequests.Request(desk: .others, kind: kind)
        #expect(try await desk.call(ListPendingRequests.self, request).items.count == 1)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.requestId))
        let told = try await house.events(RequestDecided.self)
        #expect(told.map(\.kind) == [kind] && told.map(\.decision) == [.approved])
        #expect(try await desk.call(ListPendingRequests.self, request).items.isEmpty)
        await house.close()
    }

    @Test(arguments: [RequestDecision.approved, .rejected])
    func `impressions of advertising's are charged once they are approved`(
        decision: RequestDecision
    ) async throws {
        let house = try await house()
        let desk = house.desk()
        var asked = asked(house)
        asked.kind = .advertisingPackage
        asked.items = [
            RequestedItem(
                name: "Small",
                price: Price(minorUnits: 4900, currency: "EUR", period: .once),
                impressions: 1000
            )
        ]
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        if decision == .approved {
            _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.requestId))
        } else {
            _ = try await desk.call(
                RejectRequest.self,
                .init(requestId: asked.requestId, reason: "Not now.")
            )
        }
        let charged = try await house.inspect { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, price_minor FROM charges WHERE kind = 'impressions'"
            ).map { row -> String in "\(row[0] as String) \(row[1] as Int64)" }
        }
        #expect(charged == (decision == .approved ? ["Small 4900"] : []))
        await house.close()
    }

    @Test func `a partner takes back what it asked for elsewhere, and the owner is told`()
        async throws
    {
        let house = try await house()
        let asked = asked(house)
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        _ = try await house.operatorOf().call(CancelRequest.self, .init(requestId: asked.requestId))
        let told = try await house.events(RequestChanged.self)
        #expect(told.last?.id == asked.requestId && told.last?.status == .cancelled)
        let cancelled = try await house.events(RequestCancelled.self)
        #expect(cancelled.map(\.requestId) == [asked.requestId])
        #expect(cancelled.map(\.kind) == [.broadcast])
        await house.close()
    }

    @Test func `what is withdrawn elsewhere leaves the desk, and what was decided stays so`()
        async throws
    {
        let house = try await house()
        let desk = house.desk()
        let (asked, decided, kept) = (asked(house), asked(house), asked(house))
        for one in [asked, decided, kept] {
            try await house.tell(one, of: house.mall, partner: house.cafe)
        }
        _ = try await desk.call(ApproveRequest.self, .init(requestId: decided.requestId))
        for one in [asked, decided] {
            let withdrawn = BroadcastWithdrawn(requestId: one.requestId)
            for _ in 0..<2 {
                try await house.tell(withdrawn, of: house.mall, partner: house.cafe)
            }
        }
        // Another partner's word is nothing.
        let foreign = BroadcastWithdrawn(requestId: kept.requestId)
        try await house.tell(foreign, of: house.mall, partner: house.bakery)
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .others)).items
        #expect(waiting.map(\.id) == [kept.requestId])
        let cancelled = try await house.events(RequestCancelled.self)
        #expect(cancelled.map(\.requestId) == [asked.requestId])
        try await desk.refused(
            .alreadyDecided,
            ApproveRequest.self,
            .init(requestId: asked.requestId)
        )
        let states = try await house.operatorOf().call(ListOwnRequests.self, .init()).items
        #expect(Set(states.map(\.status)) == [.cancelled, .approved, .pending])
        await house.close()
    }

    @Test func `a suspended partner gets nothing approved of any kind`() async throws {
        let house = try await house()
        let (desk, asked) = (house.desk(), asked(house))
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        _ = try await desk.call(
            SuspendPartner.self,
            .init(partnerId: house.cafe, version: 1, reason: "No answer.")
        )
        try await desk.refused(
            .partnerSuspended,
            ApproveRequest.self,
            .init(requestId: asked.requestId)
        )
        await house.close()
    }

    @Test func `who asked there does not decide here`() async throws {
        let house = try await house()
        let desk = house.desk()
        let asked = asked(house, by: desk)
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        try await desk.refused(
            .ownRequest,
            ApproveRequest.self,
            .init(requestId: asked.requestId)
        )
        await house.close()
    }

    @Test func `who asked there in another's name does not decide here either`() async throws {
        let house = try await house()
        let desk = house.desk()
        var asked = asked(house)
        asked.askedActorId = UserID(desk.person.subject)
        try await house.tell(asked, of: house.mall, partner: house.cafe)
        let request = ApproveRequest.Request(requestId: asked.requestId)
        try await desk.refused(.ownRequest, ApproveRequest.self, request)
        try await desk.refused(
            .ownRequest,
            RejectRequest.self,
            .init(requestId: asked.requestId, reason: "No.")
        )
        _ = try await house.desk().call(ApproveRequest.self, request)
        await house.close()
    }

    @Test func `a service can't ask for what is not its own to ask`() async throws {
        let house = try await house()
        var asked = asked(house)
        asked.kind = .packageChange
        await #expect(throws: (any Error).self) {
            try await house.tell(asked, of: house.mall, partner: house.cafe)
        }
        await house.close()
    }
}
