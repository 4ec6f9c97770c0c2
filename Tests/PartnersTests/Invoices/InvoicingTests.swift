import GRDB
import OctopusCBOR
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// It begins on 1 March 2026, 09:00 in the mall's Zagreb; the clocks change there on the 29th.
struct InvoicingTests {
    /// Gives the café a package.
    private func approve(
        _ package: Package,
        of partner: PartnerID? = nil,
        in house: House,
        by desk: Somebody
    ) async throws {
        let asked = try await house.operatorOf(partner).call(
            RequestPackage.self,
            .init(packageId: package.id)
        )
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
    }

    private func pass(_ days: Int, in house: House) async throws {
        for _ in 0..<days {
            house.pass(.seconds(86_400))
            try await house.runJob(Invoicing.job)
        }
    }

    @Test func `each month is invoiced once, under numbers without holes`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage(minorUnits: 3100)
        try await approve(small, in: house, by: desk)
        try await approve(small, of: house.bakery, in: house, by: desk)
        try await house.runJob(Invoicing.job)
        #expect(try await desk.call(ListInvoices.self, .init()).items.isEmpty)
        try await pass(62, in: house)
        try await house.runJob(Invoicing.job)
        let all = try await desk.call(ListInvoices.self, .init()).items
        #expect(all.map(\.number) == [4, 3, 2, 1])
        #expect(all.map(\.month) == ["2026-04", "2026-04", "2026-03", "2026-03"])
        #expect(all.map(\.totalMinorUnits) == [3100, 3100, 3100, 3100])
        #expect(Set(all.map(\.partnerId)) == [house.cafe, house.bakery])
        // Those of March have left the log by then.
        let told = try await house.events(InvoiceIssued.self)
        #expect(told.map(\.number).suffix(2) == [3, 4])
        await house.close()
    }

    @Test func `a month is over when it is over in the tenant's zone, and an hour later`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        try await approve(try await desk.newPackage(), in: house, by: desk)
        try await house.runJob(Invoicing.job)
        // 31 March, 23:30 in Zagreb, which is two hours before UTC by then.
        house.pass(.seconds(30 * 86_400 + 13 * 3600 + 1800))
        try await house.runJob(Invoicing.job)
        #expect(try await house.events(InvoiceIssued.self).isEmpty)
        house.pass(.seconds(3600))
        try await house.runJob(Invoicing.job)
        #expect(try await house.events(InvoiceIssued.self).isEmpty)
        house.pass(.seconds(1800))
        try await house.runJob(Invoicing.job)
        #expect(try await house.events(InvoiceIssued.self).map(\.month) == ["2026-03"])
        await house.close()
    }

    @Test func `a change in the middle, add-ons, operators and a suspension are lines`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        _ = try await desk.call(SetOperatorPrice.self, .init(minorUnits: 3000))
        let addOn = try await desk.newAddOn()
        try await approve(try await desk.newPackage(minorUnits: 3000), in: house, by: desk)
        // What a month costs is known when it begins: March has no price for operators yet.
        try await pass(31, in: house)
        #expect(try await house.events(InvoiceIssued.self).map(\.totalMinorUnits) == [3000])

        for number in 0..<3 {
            let user = UserID(house.ids.uuid(at: house.clock.now))
            try await house.tell(house.operating(user), of: house.cafe, "\(number)@cafe.example")
            guard number > 0 else { continue }
            try await house.tell(house.user(user, isOwner: false, .deleted), of: house.cafe, "")
        }
        try await pass(13, in: house)
        try await approve(
            try await desk.newPackage("Large", minorUnits: 6000),
            in: house,
            by: desk
        )
        let asked = try await house.operatorOf().call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id, addOn.id])
        )
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        try await pass(6, in: house)
        try await house.suspend(house.cafe)
        try await pass(6, in: house)
        try await house.reactivate(house.cafe)
        try await pass(6, in: house)
        let april = try #require(
            try await desk.call(ListInvoices.self, .init(month: "2026-04")).items.first
        )
        let found = try await desk.call(GetInvoice.self, .init(invoiceId: april.id))
        #expect(
            found.lines.map(\.kind) == [.package, .package, .impressions, .operators]
        )
        // Changed on the 14th; away from the 20th to the 26th, of which five whole days.
        #expect(found.lines.map(\.days) == [13, 12, 1, 25])
        #expect(found.lines.map(\.quantity) == [1, 1, 2, 2])
        #expect(found.lines.map(\.amountMinorUnits) == [1300, 2400, 1000, 5000])
        #expect(april.totalMinorUnits == 9700)
        await house.close()
    }

    @Test func `a month waits until identity's log was read to its end, and Health says so`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        _ = try await desk.call(SetOperatorPrice.self, .init(minorUnits: 3000))
        try await approve(try await desk.newPackage(minorUnits: 3000), in: house, by: desk)
        try await pass(31, in: house)
        try await pass(29, in: house)
        // Identity is away from here on; April ends a day later.
        house.clock.advance(by: .seconds(3 * 86_400))
        house.instance.security.prove()
        try await house.runJob(Invoicing.job)
        #expect(try await house.desk().call(ListInvoices.self, .init()).items.count == 1)
        let troubles = house.instance.environment.invoiceTroubles
        #expect(troubles.words?.contains("identity") == true)
        // Somebody became an operator in April, while nobody could tell of it.
        try await house.tell(
            house.operating(UserID(house.ids.uuid(at: house.clock.now))),
            personal: .init(name: "Ana", email: "ana@cafe.example", phone: nil),
            of: house.mall,
            partner: house.cafe,
            happenedAt: house.clock.now.adding(milliseconds: -5 * 86_400_000)
        )
        house.pass(.seconds(60))
        try await house.runJob(Invoicing.job)
        #expect(troubles.words == nil)
        let items = try await desk.call(ListInvoices.self, .init()).items
        #expect(items.map(\.totalMinorUnits).filter { $0 == 3000 }.count == 1)
        #expect(items.map(\.month) == ["2026-04", "2026-03"])
        #expect(items.first?.totalMinorUnits == 6000)
        await house.close()
    }

    @Test func `operators that a snapshot no longer shows are counted no more`() async throws {
        let house = try await House()
        for number in 0..<3 {
            try await house.tell(
                house.operating(UserID(house.ids.uuid(at: house.clock.now))),
                of: house.cafe,
                "\(number)@cafe.example"
            )
        }
        house.pass(.seconds(86_400))
        let left = try await house.instance.store.write { transaction in
            // As the follower does it when the snapshot is over.
            try transaction.database.execute(
                sql: "DELETE FROM operators WHERE id <> (SELECT min(id) FROM operators)"
            )
            let now = Instant(milliseconds: transaction.nowMilliseconds)
            try Operators.count(at: now, in: transaction.database)
            return try Int64.fetchAll(
                transaction.database,
                sql: "SELECT count FROM operator_counts ORDER BY seq"
            )
        }
        #expect(left == [1, 2, 3, 1])
        await house.close()
    }

    @Test func `no invoice is made in a zone that this machine does not know`() async throws {
        let house = try await House()
        let desk = house.desk()
        try await approve(try await desk.newPackage(), in: house, by: desk)
        func move(to zone: String) async throws {
            try await house.instance.store.write { transaction in
                try transaction.database.execute(
                    sql: "UPDATE tenants SET time_zone = ? WHERE id = ?",
                    arguments: [zone, house.mall.uuid]
                )
            }
        }
        try await move(to: "Mars/Olympus")
        try await pass(33, in: house)
        #expect(try await desk.call(ListInvoices.self, .init()).items.isEmpty)
        let troubles = house.instance.environment.invoiceTroubles
        #expect(troubles.words?.contains("Mars/Olympus") == true)
        try await move(to: "Europe/Zagreb")
        try await pass(1, in: house)
        #expect(try await desk.call(ListInvoices.self, .init()).items.count == 1)
        #expect(troubles.words == nil)
        await house.close()
    }

    @Test func `a process that ends in the middle issues nothing twice and leaves no hole`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        try await approve(try await desk.newPackage(), in: house, by: desk)
        try await house.runJob(Invoicing.job)
        house.pass(.seconds(32 * 86_400))
        await #expect(throws: (any Error).self) {
            try await house.instance.store.write { transaction in
                let work = WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: house.instance.environment,
                    transaction: transaction,
                    trace: nil,
                    ids: house.ids
                )
                _ = try Invoicing.run(in: work)
                throw CancellationError()
            }
        }
        #expect(try await house.events(InvoiceIssued.self).isEmpty)
        let again = try await House(restarting: house)
        try await again.runJob(Invoicing.job)
        try await again.runJob(Invoicing.job)
        #expect(try await again.events(InvoiceIssued.self).map(\.number) == [1])
        await again.close()
    }

    @Test func `an invoice is corrected by credits alone, up to what it charged`() async throws {
        let house = try await House()
        let desk = house.desk()
        try await approve(try await desk.newPackage(minorUnits: 1000), in: house, by: desk)
        try await pass(32, in: house)
        let invoice = try #require(try await desk.call(ListInvoices.self, .init()).items.first)
        let part = try await desk.call(
            CreditInvoice.self,
            .init(invoiceId: invoice.id, minorUnits: 400, reason: "A day without service.")
        )
        #expect(part.number == 2 && part.totalMinorUnits == -400 && part.kind == .credit)
        #expect(part.creditsId == invoice.id && part.month == "2026-03")
        try await desk.refused(
            .aboveInvoice,
            CreditInvoice.self,
            .init(invoiceId: invoice.id, minorUnits: 601, reason: "Too much.")
        )
        try await desk.refused(
            .notAnInvoice,
            CreditInvoice.self,
            .init(invoiceId: part.id, reason: "A credit of a credit.")
        )
        let rest = try await desk.call(
            CreditInvoice.self,
            .init(invoiceId: invoice.id, reason: "All of it.")
        )
        #expect(rest.number == 3 && rest.totalMinorUnits == -600)
        try await desk.refused(
            .aboveInvoice,
            CreditInvoice.self,
            .init(invoiceId: invoice.id, reason: "Once more.")
        )
        for sql in [
            "UPDATE invoices SET total_minor = 1", "DELETE FROM invoices",
            "UPDATE invoice_lines SET amount_minor = 1", "DELETE FROM invoice_lines",
        ] {
            await #expect(throws: (any Error).self, "\(sql)") {
                try await house.instance.store.write { try $0.database.execute(sql: sql) }
            }
        }
        await house.close()
    }

    @Test func `partners read their own, tenants theirs, and a file has them all`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage(minorUnits: 1000)
        try await approve(small, in: house, by: desk)
        try await approve(small, of: house.bakery, in: house, by: desk)
        try await pass(32, in: house)
        let cafe = house.operatorOf()
        let own = try await cafe.call(ListOwnInvoices.self, .init()).items
        #expect(own.map(\.partnerId) == [house.cafe])
        let other = try #require(
            try await desk.call(ListInvoices.self, .init(partnerId: house.bakery)).items.first
        )
        try await cafe.refused(.notFound, GetOwnInvoice.self, .init(invoiceId: other.id))
        #expect(
            try await cafe.call(GetOwnInvoice.self, .init(invoiceId: own[0].id)).lines.count == 1
        )
        let bank = house.desk(of: house.bank)
        #expect(try await bank.call(ListInvoices.self, .init()).items.isEmpty)
        try await bank.refused(.notFound, GetInvoice.self, .init(invoiceId: other.id))
        try await bank.refused(
            .notFound,
            CreditInvoice.self,
            .init(invoiceId: other.id, reason: "Not theirs.")
        )
        _ = try await desk.call(
            CreditInvoice.self,
            .init(invoiceId: other.id, reason: "A gift.")
        )
        let export = try await desk.call(ExportInvoices.self, .init())
        try await house.runJob("exports")
        let chunk = try await desk.call(
            ReadExport.self,
            .init(exportId: export.exportId, chunk: 0)
        )
        let text = String(decoding: chunk.part?.bytes ?? [], as: UTF8.self)
        #expect(chunk.isLast && chunk.rows == 3)
        #expect(text.contains("credit") && text.contains("-1000"))
        await house.close()
    }
}

extension House {
    /// A user who answers in the chat.
    fileprivate func operating(_ id: UserID) -> UserChanged {
        UserChanged(
            id: id,
            version: 1,
            status: .active,
            isOwner: false,
            hasSecondFactor: false,
            chatOperator: .normal
        )
    }
}
