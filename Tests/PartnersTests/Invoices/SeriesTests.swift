import OctopusCBOR
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// A copy that is put back: what was issued after it was made is told by what outlives a restore.
struct SeriesTests {
    /// Issues the café's invoices of so many months.
    private func issue(_ months: Int, in house: House) async throws {
        for _ in 0..<months {
            house.pass(.seconds(31 * 86_400))
            try await house.runJob(Invoicing.job)
        }
    }

    private func house() async throws -> House {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage(minorUnits: 3100)
        let asked = try await house.operatorOf().call(
            RequestPackage.self,
            .init(packageId: small.id)
        )
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        try await house.runJob(Invoicing.job)
        return house
    }

    /// As after a restore, when the tenant's numbers had come that far.
    private func restore(
        _ house: House,
        _ last: (series: String, number: Int64)?
    ) async throws {
        let records = try last.map { last in
            SurvivalRecord(
                kind: "partners.v1/InvoiceNumber",
                id: house.mall.uuid,
                untilMilliseconds: nil,
                body: try CBOREncoder().encode(
                    InvoiceSeries.Place(series: last.series, number: last.number)
                )
            )
        }
        let (environment, ids) = (house.instance.environment, house.ids)
        try await house.instance.store.write { transaction in
            try InvoiceSeries.settle(
                records.map { [$0] } ?? [],
                in: WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: environment,
                    transaction: transaction,
                    trace: nil,
                    ids: ids
                )
            )
        }
    }

    private func numbers(_ house: House) async throws -> [String] {
        try await house.desk().call(ListInvoices.self, .init()).items.reversed()
            .map { "\($0.series ?? "first"):\($0.number)" }
    }

    @Test func `numbers that were lost are not given again: another series begins at 1`()
        async throws
    {
        let house = try await house()
        try await issue(2, in: house)
        #expect(try await numbers(house) == ["first:1", "first:2"])
        try await restore(house, ("", 3))
        try await issue(2, in: house)
        let series = try #require(
            try await house.desk().call(ListInvoices.self, .init()).items.first?.series
        )
        #expect(series.hasPrefix("20260502T") && series.hasSuffix("Z"))
        #expect(try await numbers(house) == ["first:1", "first:2", "\(series):1", "\(series):2"])
        // A credit of one of the first series is numbered in the present one, and the file says so.
        let first = try #require(
            try await house.desk().call(ListInvoices.self, .init()).items.last
        )
        let credit = try await house.desk().call(
            CreditInvoice.self,
            .init(invoiceId: first.id, reason: "A gift.")
        )
        #expect(credit.series == series && credit.number == 3)
        let told = try await house.events(InvoiceIssued.self).last
        #expect(told?.series == series && told?.number == 3)
        await house.close()
    }

    @Test func `a copy that lacks no number goes on in its series`() async throws {
        let house = try await house()
        try await issue(2, in: house)
        try await restore(house, ("", 2))
        try await issue(1, in: house)
        #expect(try await numbers(house) == ["first:1", "first:2", "first:3"])
        await house.close()
    }

    @Test func `where nobody knows what was given, another series begins, each time another`()
        async throws
    {
        let house = try await house()
        try await issue(1, in: house)
        for _ in 0..<2 {
            try await restore(house, nil)
            try await issue(1, in: house)
        }
        let all = try await numbers(house)
        #expect(Set(all).count == 3 && all.allSatisfy { $0.hasSuffix(":1") })
        await house.close()
    }
}
