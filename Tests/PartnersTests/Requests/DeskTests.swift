import FoundationEssentials
import OctopusCBOR
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct DeskTests {
    @Test func `a desk shows what the decision needs`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let small = try await desk.newPackage()
        _ = try await cafe.call(
            RequestPackage.self,
            .init(packageId: small.id, description: "We grow.")
        )
        let addOn = try await desk.newAddOn()
        _ = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        let items = try await desk.call(ListPendingRequests.self, .init(desk: .partnership)).items
        let one = try #require(items.first)
        #expect(items.count == 1)
        #expect(one.kind == .packageChange && one.partnerName == "A partner")
        #expect(one.items.map(\.name) == ["Small"] && one.items[0].price.minorUnits == 1250)
        #expect(one.isActivePartner && one.description == "We grow.")
        #expect(one.email == "ana@cafe.example" && one.phone == "+385912345678")
        let none = try await desk.call(
            ListPendingRequests.self,
            .init(desk: .addOns, kind: .packageChange)
        )
        #expect(none.items.isEmpty)
        await house.close()
    }

    @Test func `of a partner the business's own phone and website are shown`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        _ = try await cafe.call(
            EditMyAccount.self,
            .init(version: 1, phone: "+38514444444", website: "https://cafe.example")
        )
        let addOn = try await desk.newAddOn()
        _ = try await cafe.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
        let one = try await desk.call(ListPendingRequests.self, .init(desk: .addOns)).items.first
        #expect(one?.phone == "+38514444444" && one?.website == "https://cafe.example")
        #expect(one?.email == "ana@cafe.example")
        await house.close()
    }

    @Test func `the history is found by the partner's name, and is a file`() async throws {
        let house = try await House()
        let (desk, cafe) = (house.desk(), house.operatorOf())
        let addOn = try await desk.newAddOn("=HYPERLINK(1)")
        try await house.tell(
            PartnerChanged(id: house.bakery, version: 2, name: "Bäckerei Ünal", status: .active),
            of: house.mall
        )
        for (partner, isGood) in [(cafe, true), (house.operatorOf(house.bakery), false)] {
            let asked = try await partner.call(RequestAddOns.self, .init(addOnIds: [addOn.id]))
            if isGood {
                _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
            } else {
                _ = try await desk.call(
                    RejectRequest.self,
                    .init(requestId: asked.id, reason: "Not now.")
                )
            }
        }
        let all = try await desk.call(ListDecidedRequests.self, .init(desk: .addOns)).items
        #expect(all.map(\.decision) == [.rejected, .approved])
        let found = try await desk.call(
            ListDecidedRequests.self,
            .init(desk: .addOns, search: "backerei UNAL")
        )
        #expect(found.items.map(\.partnerName) == ["Bäckerei Ünal"])

        let export = try await desk.call(ExportDecidedRequests.self, .init(desk: .addOns))
        try await house.runJob("exports")
        let chunk = try await desk.call(
            ReadExport.self,
            .init(exportId: export.exportId, chunk: 0)
        )
        let text = String(decoding: chunk.part?.bytes ?? [], as: UTF8.self)
        #expect(chunk.isLast && chunk.rows == 2)
        let lines = text.dropFirst().split(separator: "\r\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.filter { $0 != "\"" } }
        }
        #expect(
            lines[0] == [
                "title", "partner", "price (minor units)", "currency", "items", "decision",
                "date (UTC)", "type", "reason",
            ]
        )
        #expect(lines[2][1] == "Bäckerei Ünal" && lines[2][5] == "rejected")
        #expect(lines[2][8] == "Not now." && lines[1][8] == "")
        let price = addOn.terms.price
        for line in lines.dropFirst() {
            #expect(line[0] == "'=HYPERLINK(1)" && line[2] == "\(price.minorUnits)")
            #expect(line[4] == "'=HYPERLINK(1): \(price.minorUnits) \(price.period.rawValue)")
            #expect(line[7] == "addOns")
        }
        await house.close()
    }

    @Test func `a history of another tenant is in no file`() async throws {
        let house = try await House()
        let desk = house.desk()
        let addOn = try await desk.newAddOn()
        let asked = try await house.operatorOf().call(
            RequestAddOns.self,
            .init(addOnIds: [addOn.id])
        )
        _ = try await desk.call(ApproveRequest.self, .init(requestId: asked.id))
        let bank = house.desk(of: house.bank)
        let export = try await bank.call(ExportDecidedRequests.self, .init(desk: .addOns))
        try await house.runJob("exports")
        let chunk = try await bank.call(
            ReadExport.self,
            .init(exportId: export.exportId, chunk: 0)
        )
        #expect(chunk.rows == 0)
        await house.close()
    }
}
