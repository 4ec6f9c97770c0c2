import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct AwardRequestTests {
    /// Asks for an award, of more than one may give alone.
    private func ask(
        _ somebody: Somebody,
        _ amount: Int64 = 200_000,
        of type: PointTypeID,
        note: String? = nil
    ) async throws -> AwardRequestID {
        try await somebody.call(
            RequestAward.self,
            .init(
                endUserId: somebody.house.ana,
                pointTypeId: type,
                amount: amount,
                note: note
            )
        ).requestId
    }

    private func statuses(_ somebody: Somebody) async throws -> [AwardRequestStatus] {
        try await somebody.call(ListAwardRequests.self, .init()).items.map(\.status)
    }

    @Test func `so many points are given once a second person approves`() async throws {
        let house = try await House()
        let (cashier, chief) = (house.operatorOf(levels: [.points: .update]), house.operatorOf())
        let type = try await chief.newPointType()
        let award = AwardPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 100_001)
        try await chief.refused(.approvalNeeded, AwardPoints.self, award)
        let request = try await ask(cashier, of: type, note: "won the raffle")
        try await cashier.refused(.denied, ApproveAward.self, .init(requestId: request))
        let reply = try await chief.call(ApproveAward.self, .init(requestId: request))
        #expect(reply.balance == 200_000)
        let entry = try await chief.call(ListLedger.self, .init()).items[0]
        #expect(entry.actor.id == chief.person.subject)
        #expect(entry.note == "won the raffle")
        let shown = try await chief.call(ListAwardRequests.self, .init()).items[0]
        #expect(shown.status == .approved && shown.awardId == reply.awardId)
        #expect(shown.askedBy.id == cashier.person.subject)
        #expect(shown.decidedBy?.uuid == chief.person.subject)
        #expect(
            try await house.events(AwardRequestChanged.self).map(\.status) == [.pending, .approved]
        )
        try await house.expectBalanced()
    }

    @Test func `nobody decides about their own, nor does anybody in their place`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let request = try await ask(owner, of: type)
        let decision = DecidedAwardRequest(requestId: request)
        try await owner.refused(.ownRequest, ApproveAward.self, decision)
        try await owner.refused(.ownRequest, RejectAward.self, decision)
        let host = house.ids.uuid(at: house.clock.now)
        let acting = house.operatorOf(impersonator: host)
        try await acting.refused(.impersonated, ApproveAward.self, decision)
        try await acting.refused(.impersonated, RejectAward.self, decision)
        #expect(try await statuses(owner) == [.pending])
    }

    @Test func `of many who approve at once one gives the points`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let request = try await ask(owner, of: type)
        let chiefs = (0..<20).map { _ in house.operatorOf() }
        let given = await withTaskGroup(of: Int.self) { group in
            for chief in chiefs {
                group.addTask {
                    let reply = try? await chief.call(
                        ApproveAward.self,
                        .init(requestId: request)
                    )
                    return reply == nil ? 0 : 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(given == 1)
        try await chiefs[0].refused(.wrongState, RejectAward.self, .init(requestId: request))
        #expect(try await owner.call(ListLedger.self, .init()).items.count == 1)
        try await house.expectBalanced()
    }

    @Test func `after seven days it has expired, at that very moment`() async throws {
        let house = try await House()
        let (owner, chief) = (house.operatorOf(), house.operatorOf())
        let type = try await owner.newPointType()
        let (late, just) = (try await ask(owner, of: type), try await ask(owner, of: type))
        house.clock.advance(by: .milliseconds(7 * 86_400_000 - 1))
        try await chief.call(ApproveAward.self, .init(requestId: just))
        house.clock.advance(by: .milliseconds(1))
        let refused = try await chief.refused(
            .wrongState,
            ApproveAward.self,
            .init(requestId: late)
        )
        #expect(refused.message.contains("expired"))
        for (status, expected) in [
            (AwardRequestStatus.pending, []), (.expired, [late]), (.approved, [just]),
        ] {
            let page = try await owner.call(ListAwardRequests.self, .init(status: status))
            #expect(page.items.map(\.id) == expected)
            #expect(page.items.allSatisfy { $0.status == status })
        }
    }

    @Test func `the limits of who asked count, when it is approved`() async throws {
        let house = try await House()
        try await house.limit(.init(operatorDailyPoints: 250_000))
        let (owner, chief) = (house.operatorOf(), house.operatorOf())
        let type = try await owner.newPointType()
        let first = try await ask(owner, of: type)
        let second = try await ask(owner, of: type)
        try await chief.call(ApproveAward.self, .init(requestId: first))
        let decision = DecidedAwardRequest(requestId: second)
        try await chief.refused(.issuanceLimit, ApproveAward.self, decision)
        // It goes on waiting, for the next day. The chief has given nothing.
        try await chief.award(100_000, of: type, to: house.ben)
        house.clock.advance(by: .seconds(86_400))
        try await chief.call(ApproveAward.self, decision)
        try await house.instance.jobs.runDue()
        let reached = try await house.events(IssuanceLimitReached.self)
        #expect(reached.map(\.operatorId) == [owner.person.subject])
    }

    @Test func `who asked takes it back, others reject it, and then it is over`() async throws {
        let house = try await House()
        let (owner, chief) = (house.operatorOf(), house.operatorOf())
        let type = try await owner.newPointType()
        let back = DecidedAwardRequest(requestId: try await ask(owner, of: type))
        let away = DecidedAwardRequest(requestId: try await ask(owner, of: type))
        try await chief.refused(.denied, CancelAwardRequest.self, back)
        try await owner.call(CancelAwardRequest.self, back)
        try await chief.call(RejectAward.self, away)
        #expect(try await statuses(owner) == [.rejected, .cancelled])
        try await chief.refused(.wrongState, ApproveAward.self, back)
        try await chief.refused(.wrongState, ApproveAward.self, away)
        try await owner.refused(.wrongState, CancelAwardRequest.self, away)
        #expect(try await owner.call(ListLedger.self, .init()).items.isEmpty)
    }

    @Test func `other partners' requests do not exist, and hopeless ones are refused at once`()
        async throws
    {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        let decision = DecidedAwardRequest(requestId: try await ask(owner, of: type))
        let stranger = house.operatorOf(house.bakery)
        try await stranger.refused(.notFound, ApproveAward.self, decision)
        try await stranger.refused(.notFound, RejectAward.self, decision)
        try await stranger.refused(.notFound, CancelAwardRequest.self, decision)
        #expect(try await stranger.call(ListAwardRequests.self, .init()).items.isEmpty)
        try await owner.refused(
            .notFound,
            RequestAward.self,
            .init(endUserId: house.cleo, pointTypeId: type, amount: 1)
        )
        try await house.tell(house.endUser(house.ana, .blocked, version: 2), of: house.mall)
        try await house.operatorOf().refused(.endUserBlocked, ApproveAward.self, decision)
        try await house.tell(house.endUser(house.ana, .erased, version: 3), of: house.mall)
        #expect(try await statuses(owner).isEmpty)
    }

    @Test func `the list is paged without gaps, newest first`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        var asked: [AwardRequestID] = []
        for number in 0..<5 {
            asked.append(try await ask(owner, of: type))
            if number % 2 == 0 { house.clock.advance(by: .seconds(60)) }
        }
        var (found, next): ([AwardRequestID], PageCursor?) = ([], nil)
        repeat {
            let page = try await owner.call(
                ListAwardRequests.self,
                .init(status: .pending, after: next, limit: 2)
            )
            found += page.items.map(\.id)
            next = page.next
        } while next != nil
        #expect(Set(found) == Set(asked) && found.count == 5)
        #expect(found.first == asked[4])
    }
}
