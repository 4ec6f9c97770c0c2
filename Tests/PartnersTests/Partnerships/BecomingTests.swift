import FoundationEssentials
import GRDB
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct BecomingTests {
    private typealias Form = RequestPartnership.Request

    private func form(_ package: Package, email: String = "ben@shop.example") -> Form {
        Form(
            partnerName: " Ben's Shop ",
            ownerName: "Ben",
            email: email,
            phone: "+385 91 234 5678",
            website: "https://shop.example",
            description: "We sell umbrellas.",
            packageId: package.id
        )
    }

    private func ask(
        _ house: House,
        _ request: Form
    ) async throws -> RequestPartnership.Reply {
        try await house.perform(
            RequestPartnership.self,
            request,
            as: .program(of: house.mall),
            routingKey: house.mall.uuid
        )
    }

    private func confirm(_ house: House, _ secret: String) async throws -> RequestID {
        try await house.perform(
            ConfirmPartnership.self,
            .init(secret: secret),
            as: .program(of: house.mall),
            routingKey: house.mall.uuid
        ).requestId
    }

    private func secret(
        _ house: House,
        _ email: String = "ben@shop.example"
    ) async throws
        -> String
    {
        let link = try #require(try await house.mails(to: email).last?.links.first)
        return try #require(link.split(separator: "#").last.map(String.init))
    }

    @Test func `a stranger asks, opens the link, and is approved: one partner, told once`()
        async throws
    {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage("Small", [.coupons])
        _ = try await ask(house, form(small))
        #expect(
            try await desk.call(ListPendingRequests.self, .init(desk: .partnership)).items.isEmpty
        )
        let secret = try await secret(house)
        let id = try await confirm(house, secret)
        #expect(try await confirm(house, secret) == id)
        let pending = try await desk.call(ListPendingRequests.self, .init(desk: .partnership))
        let one = try #require(pending.items.first)
        #expect(pending.items.count == 1 && one.kind == .partnership)
        #expect(one.partnerName == "Ben's Shop" && one.partnerId == nil && !one.isActivePartner)
        #expect(one.email == "ben@shop.example" && one.phone == "+385912345678")
        #expect(one.website == "https://shop.example" && one.items.map(\.name) == ["Small"])

        _ = try await desk.call(ApproveRequest.self, .init(requestId: id))
        try await desk.refused(.alreadyDecided, ApproveRequest.self, .init(requestId: id))
        let told = try await house.events(PartnershipApproved.self)
        #expect(told.count == 1 && told[0].partnerName == "Ben's Shop")
        let entitled = try await house.events(PartnerEntitlementChanged.self)
        #expect(entitled.map(\.id) == [told[0].partnerId])
        #expect(entitled[0].products == ["coupons"])
        let subjects = try await house.mails(to: "ben@shop.example").map(\.subject)
        #expect(subjects == ["Your request at A tenant", "Your request at A tenant was approved"])

        // Identity tells of the partner, which keeps what was approved.
        try await house.tell(house.partner(told[0].partnerId), of: house.mall)
        let own = house.operatorOf(told[0].partnerId)
        #expect(try await own.call(GetMyAccount.self, .init()).package?.name == "Small")
        #expect(try await own.call(ListOwnRequests.self, .init()).items.map(\.id) == [id])
        await house.close()
    }

    @Test func `what was typed is nowhere in the open before the link was opened`() async throws {
        let house = try await House()
        let small = try await house.desk().newPackage()
        _ = try await ask(house, form(small))
        let names = try await house.inspect { database in
            let sealed = try Data.fetchAll(database, sql: "SELECT sealed FROM partnership_forms")
            return sealed.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(names.count == 1 && !names[0].contains("Ben"))
        // A mail goes to an address of a stranger's choice: it has none of their words.
        let mail = try #require(try await house.mails(to: "ben@shop.example").first)
        #expect(!mail.text.contains("umbrellas") && !mail.text.contains("Shop"))
        await house.close()
    }

    @Test func `a link that is made up, another tenant's or too old does not work`() async throws {
        let house = try await House()
        let small = try await house.desk().newPackage()
        _ = try await ask(house, form(small))
        let secret = try await secret(house)
        for (text, tenant) in [("made-up", house.mall), (secret, house.bank)] {
            await #expect(throws: CallRefused.self) {
                try await house.perform(
                    ConfirmPartnership.self,
                    .init(secret: text),
                    as: .program(of: tenant),
                    routingKey: tenant.uuid
                )
            }
        }
        house.pass(.seconds(72 * 3600 + 1))
        await #expect(throws: CallRefused.self) { try await confirm(house, secret) }
        await house.close()
    }

    @Test func `forms for one address are slowed down, and another's are not`() async throws {
        let house = try await House()
        let small = try await house.desk().newPackage()
        var reason: String?
        for _ in 0..<10 where reason == nil {
            do {
                _ = try await ask(house, form(small))
            } catch let refused as CallRefused {
                reason = refused.reason
            }
        }
        #expect(reason == "throttled")
        // The same mailbox under another name.
        await #expect(throws: CallRefused.self) {
            try await ask(house, form(small, email: "ben+1@shop.example"))
        }
        _ = try await ask(house, form(small, email: "cleo@shop.example"))
        await house.close()
    }

    @Test func `one request of an address waits, however many forms were confirmed`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage()
        var secrets: [String] = []
        for _ in 0..<2 {
            _ = try await ask(house, form(small))
            secrets.append(try await secret(house))
            house.pass(.seconds(1))
        }
        let first = try await confirm(house, secrets[0])
        #expect(secrets[0] != secrets[1])
        #expect(try await confirm(house, secrets[1]) == first)
        let waiting = try await desk.call(ListPendingRequests.self, .init(desk: .partnership))
        #expect(waiting.items.map(\.id) == [first])
        // Once it was decided, the address may ask anew.
        _ = try await desk.call(RejectRequest.self, .init(requestId: first, reason: "No."))
        house.pass(.seconds(3600))
        _ = try await ask(house, form(small))
        #expect(try await confirm(house, try await secret(house)) != first)
        await house.close()
    }

    @Test func `strangers fill the tenant's desk up to a bound, and are told`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage()
        _ = try await ask(house, form(small))
        let secret = try await secret(house)
        let id = try await confirm(house, secret)
        try await house.instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (
                        SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000
                    )
                    INSERT INTO requests (id, tenant, version, kind, desk, title, partner_name,
                        items, status, email, requested_at)
                    SELECT randomblob(16), tenant, 1, kind, desk, title, partner_name, items,
                        'pending', n || '@many.example', requested_at
                    FROM numbers, requests
                    """
            )
        }
        do {
            _ = try await ask(house, form(small, email: "cleo@shop.example"))
            Issue.record("it was taken")
        } catch let refused as CallRefused {
            #expect(refused.reason == "tooManyStrangers")
        }
        // A partner's own requests, and the tenant's decisions, go on.
        _ = try await desk.call(RejectRequest.self, .init(requestId: id, reason: "No."))
        _ = try await ask(house, form(small, email: "cleo@shop.example"))
        await house.close()
    }

    @Test func `all that is wrong with a form is told at once`() async throws {
        let house = try await House()
        let small = try await house.desk().newPackage()
        let wrong = Form(
            partnerName: "\u{202E}",
            ownerName: "Ben",
            email: "nobody",
            phone: "12",
            website: "javascript:alert(1)",
            packageId: small.id
        )
        do {
            _ = try await ask(house, wrong)
            Issue.record("it was taken")
        } catch let refused as CallRefused {
            #expect(
                Set(refused.violations.map(\.path)).isSuperset(of: ["partnerName"]),
                "\(refused.violations)"
            )
        }
        await house.close()
    }

    @Test func `an address that somebody logs in with opens no second account`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage()
        _ = try await ask(house, form(small, email: "ana@cafe.example"))
        let id = try await confirm(house, try await secret(house, "ana@cafe.example"))
        try await desk.refused(.ownerEmailTaken, ApproveRequest.self, .init(requestId: id))
        _ = try await desk.call(RejectRequest.self, .init(requestId: id, reason: "You have one."))
        #expect(try await house.events(PartnershipApproved.self).isEmpty)
        await house.close()
    }

    @Test func `a user does not approve what they asked for as a stranger`() async throws {
        let house = try await House()
        let desk = house.desk()
        let small = try await desk.newPackage()
        try await house.tell(
            house.user(UserID(desk.person.subject), isOwner: false),
            personal: .init(name: "Ana", email: "clerk@mall.example", phone: nil),
            of: house.mall
        )
        _ = try await ask(house, form(small, email: "clerk@mall.example"))
        let id = try await confirm(house, try await secret(house, "clerk@mall.example"))
        try await desk.refused(.ownRequest, ApproveRequest.self, .init(requestId: id))
        await house.close()
    }
}
