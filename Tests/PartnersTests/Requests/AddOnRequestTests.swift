import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct AddOnRequestTests {
    @Test func `several add-ons are one request, decided as a whole, and change the balance`()
        async throws
    {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let many = try await desk.newAddOn("1000 impressions", impressions: 1000)
        let help = try await desk.newAddOn("Help at the start", impressions: 0)
        let request = try await cafe.call(
            RequestAddOns.self,
            .init(addOnIds: [many.id, help.id, many.id], description: "For the summer")
        )
        #expect(request.status == .pending && request.items.count == 3)
        #expect(request.title == "1000 impressions, Help at the start, 1000 impressions")
        #expect(try await cafe.call(GetMyAccount.self, .init()).impressions == 0)

        let decided = try await desk.call(ApproveRequest.self, .init(requestId: request.id))
        #expect(decided.decision == .approved && decided.decidedById.uuid == desk.person.subject)
        let account = try await cafe.call(GetMyAccount.self, .init())
        #expect(account.impressions == 2000)
        #expect(account.addOns.map(\.count).sorted() == [1, 2])
        let own = try await cafe.call(ListOwnRequests.self, .init()).items
        #expect(own.map(\.status) == [.approved] && own[0].decidedAt != nil)
        await house.close()
    }

    @Test func `what a request saw stays in it for ever`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn("1000 impressions", impressions: 1000)
        let request = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        let edited = try await desk.call(
            EditAddOn.self,
            .init(
                addOnId: addOn.id,
                version: 1,
                terms: AddOnTerms(
                    name: "No impressions",
                    price: Price(minorUnits: 99_999, currency: "EUR", period: .once),
                    impressions: 0
                )
            )
        )
        _ = try await desk.call(RetireAddOn.self, .init(addOnId: addOn.id, version: edited.version))
        let pending = try await desk.call(ListPendingRequests.self, .init(desk: .addOns)).items
        #expect(pending.map(\.items) == [request.items])
        #expect(request.items[0].name == "1000 impressions")
        #expect(request.items[0].impressions == 1000)
        #expect(request.items[0].price.minorUnits == 500)
        _ = try await desk.call(ApproveRequest.self, .init(requestId: request.id))
        #expect(try await cafe.call(GetMyAccount.self, .init()).impressions == 1000)
        // And the invoice says what was asked for.
        let charged = try await house.inspect { database in
            try String.fetchAll(database, sql: "SELECT kind FROM charges WHERE add_on NOT NULL")
        }
        #expect(charged == ["impressions"])
        let history = try await desk.call(ListDecidedRequests.self, .init(desk: .addOns)).items
        #expect(history.map(\.items) == [request.items])
        await house.close()
    }

    @Test func `the database itself refuses to change what was seen or decided`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn()
        let request = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        await #expect(throws: (any Error).self) {
            try await house.instance.store.write {
                try $0.database.execute(sql: "UPDATE requests SET items = '[]'")
            }
        }
        _ = try await desk.call(ApproveRequest.self, .init(requestId: request.id))
        for sql in [
            "UPDATE requests SET status = 'rejected', reason = 'x'",
            "UPDATE decisions SET decision = 'rejected'", "DELETE FROM decisions",
        ] {
            await #expect(throws: (any Error).self, "\(sql)") {
                try await house.instance.store.write { try $0.database.execute(sql: sql) }
            }
        }
        await house.close()
    }

    @Test func `add-ons that are retired, foreign, none or too many are refused`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn()
        try await cafe.refused(.invalid, RequestAddOns.self, .init(addOnIds: []))
        try await cafe.refused(
            .invalid,
            RequestAddOns.self,
            .init(addOnIds: Array(repeating: addOn.id, count: 21))
        )
        let broker = house.operatorOf(house.broker, of: house.bank)
        try await broker.refused(.notFound, RequestAddOns.self, .init(addOnIds: [addOn.id]))
        _ = try await desk.call(RetireAddOn.self, .init(addOnId: addOn.id, version: 1))
        try await cafe.refused(.offerRetired, RequestAddOns.self, .init(addOnIds: [addOn.id]))
        try await house.suspend(house.cafe)
        try await cafe.refused(.partnerSuspended, RequestAddOns.self, .init(addOnIds: [addOn.id]))
        await house.close()
    }

    @Test func `a partner has fifty requests waiting at most`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn()
        for _ in 0..<50 { _ = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id])) }
        try await cafe.refused(.tooManyRequests, RequestAddOns.self, .init(addOnIds: [addOn.id]))
        await house.close()
    }

    @Test(arguments: [BillingPeriod.month, .year])
    func `impressions are paid once, since they are given once`(period: BillingPeriod) async throws
    {
        let house = try await House()
        try await house.desk().refused(
            .invalid,
            CreateAddOn.self,
            .init(
                terms: AddOnTerms(
                    name: "1000 impressions",
                    price: Price(minorUnits: 500, currency: "EUR", period: period),
                    impressions: 1000
                )
            )
        )
        await house.close()
    }
}
