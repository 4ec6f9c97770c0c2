import FoundationEssentials
import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct DecisionTests {
    private func asked(_ house: House, by somebody: Somebody? = nil) async throws -> RequestID {
        let addOn = try await house.desk().newAddOn(UUID().uuidString)
        let request = try await (somebody ?? house.operatorOf()).call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id])
        )
        return request.id
    }

    @Test func `a decision whose owner is not known yet is seen among the mails given up`()
        async throws
    {
        let house = try await House()
        let id = try await asked(house, by: house.operatorOf(house.bakery))
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: id))
        let missed = try await house.inspect { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT purpose FROM mails
                    WHERE waits = 0 AND failure = 'noAddress' AND subject_id = ?
                    """,
                arguments: [id.uuid]
            )
        }
        #expect(missed == ["requestApproved"])
        await house.close()
    }

    @Test func `a hundred at once: one state, one row of history, one effect, one mail`()
        async throws
    {
        let house = try await House()
        let (desk, cafe, id) = (house.desk(), house.operatorOf(), try await asked(house))
        let done = await withTaskGroup(of: String?.self) { group in
            for number in 0..<100 {
                group.addTask {
                    do {
                        switch number % 3 {
                        case 0:
                            try await desk.call(ApproveRequest.self, .init(requestId: id))
                            return "approved"
                        case 1:
                            try await desk.call(
                                RejectRequest.self,
                                .init(requestId: id, reason: "No.")
                            )
                            return "rejected"
                        default:
                            try await cafe.call(CancelRequest.self, .init(requestId: id))
                            return "cancelled"
                        }
                    } catch let refused as CallRefused {
                        return refused.reason == "alreadyDecided" ? nil : refused.reason
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: [String]()) { done, one in
                if let one { done.append(one) }
            }
        }
        #expect(done.count == 1)
        let final = try #require(done.first)
        let states = try await house.inspect { database in
            try String.fetchAll(database, sql: "SELECT status FROM requests")
        }
        #expect(states == [final])
        let isDecided = final != "cancelled"
        let rows = try await house.inspect { database in
            try String.fetchAll(database, sql: "SELECT decision FROM decisions")
        }
        #expect(rows == (isDecided ? [final] : []))
        #expect(try await house.events(RequestDecided.self).count == (isDecided ? 1 : 0))
        #expect(try await house.mails().count == (isDecided ? 1 : 0))
        let impressions = try await cafe.call(GetMyAccount.self, .init()).impressions
        #expect(impressions == (final == "approved" ? 1000 : 0))
        await house.close()
    }

    @Test func `who comes too late is told by whom and when`() async throws {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        house.pass(.seconds(60))
        let refused = try await house.desk().refused(
            .alreadyDecided,
            RejectRequest.self,
            .init(requestId: id, reason: "Too dear")
        )
        let who = desk.person.subject.uuidString.lowercased()
        #expect(refused.message.hasPrefix("It was approved by \(who) at 20"))
        await house.close()
    }

    @Test func `a rejection says why, in the mail and in the history`() async throws {
        let house = try await House()
        let (desk, id) = (house.desk(), try await asked(house))
        try await desk.refused(.invalid, RejectRequest.self, .init(requestId: id, reason: "  "))
        let reason = "We have no room.\nAsk again in May."
        let decided = try await desk.call(
            RejectRequest.self,
            .init(requestId: id, reason: reason)
        )
        #expect(decided.reason == reason)
        let mails = try await house.mails(to: "ana@cafe.example")
        #expect(mails.map(\.subject) == ["Your request at A tenant was rejected"])
        #expect(mails[0].text.contains("We have no room."))
        #expect(try await house.operatorOf().call(GetMyAccount.self, .init()).impressions == 0)
        let own = try await house.operatorOf().call(ListOwnRequests.self, .init()).items
        #expect(own.map(\.reason) == [reason])
        await house.close()
    }

    @Test func `nobody decides their own, not in another's name either`() async throws {
        let house = try await House()
        let desk = house.desk()
        let id = try await asked(
            house,
            by: house.operatorOf(impersonator: desk.person.subject)
        )
        try await desk.refused(.ownRequest, ApproveRequest.self, .init(requestId: id))
        try await desk.refused(
            .ownRequest,
            RejectRequest.self,
            .init(requestId: id, reason: "Mine")
        )
        _ = try await house.desk().call(ApproveRequest.self, .init(requestId: id))
        await house.close()
    }

    @Test func `a request of another tenant or partner does not exist`() async throws {
        let house = try await House()
        let id = try await asked(house)
        let bank = house.desk(of: house.bank)
        try await bank.refused(.notFound, ApproveRequest.self, .init(requestId: id))
        let bakery = house.operatorOf(house.bakery)
        try await bakery.refused(.notFound, CancelRequest.self, .init(requestId: id))
        #expect(try await bank.call(ListPendingRequests.self, .init(desk: .addOns)).items.isEmpty)
        #expect(try await bakery.call(ListOwnRequests.self, .init()).items.isEmpty)
        await house.close()
    }

    @Test func `what was cancelled is in the partner's list and in no history`() async throws {
        let house = try await House()
        let (desk, cafe, id) = (house.desk(), house.operatorOf(), try await asked(house))
        let cancelled = try await cafe.call(CancelRequest.self, .init(requestId: id))
        #expect(cancelled.status == .cancelled && cancelled.decidedAt != nil)
        #expect(try await desk.call(ListPendingRequests.self, .init(desk: .addOns)).items.isEmpty)
        #expect(try await desk.call(ListDecidedRequests.self, .init(desk: .addOns)).items.isEmpty)
        #expect(try await house.mails().isEmpty)
        await house.close()
    }
}
