import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct PersonalDataTests {
    private func live(_ place: ProfileHouse) async throws {
        let motto = try await place.create("Motto")
        try await place.edit([ProfileValue(attributeId: motto.id, text: "Carpe diem")])
        try await place.consent(.emailMarketing, true)
        _ = try await LoginCodeFlow.request(ProfileHouse.email, place.house)
        try await place.house.call(
            BlockEndUser.self,
            .init(endUserId: place.endUser),
            token: place.owner
        )
        try await place.house.call(
            UnblockEndUser.self,
            .init(endUserId: place.endUser),
            token: place.owner
        )
        _ = try await LoginCodeFlow.logIn(ProfileHouse.email, place.house)
    }

    private func file(_ place: ProfileHouse, limit: Int64) async throws -> [PersonalRecord] {
        var (records, next): ([PersonalRecord], PageCursor?) = ([], nil)
        repeat {
            let page = try await place.house.call(
                ReadPersonalData.self,
                .init(endUserId: place.endUser, after: next, limit: limit),
                token: place.owner
            )
            records += page.items
            next = page.next
        } while next != nil
        return records
    }

    @Test func `every table that holds a person's id is told, or withheld for a reason`()
        async throws
    {
        try await ProfileHouse.with { place in
            try await live(place)
            let data = IdentityService.definition.personal
            let id = place.endUser
            let (faults, holding) = try await place.house.world.inspect { database in
                (
                    try PersonalSweep.faults(of: data, in: database),
                    try PersonalSweep.tables(holding: id, in: database)
                )
            }
            #expect(faults == [])
            let records = try await file(place, limit: 100)
            let told = Set(records.map(\.table))
            #expect(holding.intersection(data.impersonal) == [])
            #expect(holding.subtracting(data.withheld.keys).subtracting(told) == [])
            // Nobody here was a visitor before.
            #expect(told.union(["joined_visitors"]) == Set(data.parts.map(\.table)))
            #expect(try await file(place, limit: 3) == records)
            let texts = records.flatMap(\.fields).compactMap(\.text)
            for text in ["Zora", ProfileHouse.email, "emailMarketing", "2026-01"] {
                #expect(texts.contains(text))
            }
            #expect(texts.contains { $0.contains("Carpe diem") })
            // What they were called before stands in the log, and so in the file.
            #expect(texts.contains("Zora Babić"))
        }
    }

    @Test func `nobody is told of who was erased or is another tenant's`() async throws {
        try await ProfileHouse.with { place in
            let (house, id) = (place.house, place.endUser)
            let own = try await house.call(ReadPersonalData.self, .init(), token: place.token)
            #expect(!own.items.isEmpty)
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let theirs = try await house.call(
                LogIn.self,
                .init(email: "other@mall.example", password: House.password),
                as: house.operating,
                tenant: TenantID(other.tenantId)
            ).accessToken
            await expectRefusal(.notFound) {
                try await house.call(
                    ReadPersonalData.self,
                    .init(endUserId: id),
                    token: theirs,
                    as: house.operating
                )
            }
            try await house.call(EraseEndUser.self, .init(endUserId: id), token: place.owner)
            await expectRefusal(.notFound) {
                try await house.call(
                    ReadPersonalData.self,
                    .init(endUserId: id),
                    token: place.owner
                )
            }
        }
    }

    @Test func `an end user is found by e-mail and phone, in their one form`() async throws {
        try await ProfileHouse.with { place in
            let found = try await place.house.call(
                GetEndUser.self,
                .init(contact: " ZORA@mail.example "),
                token: place.owner
            )
            #expect(found.endUserId == place.endUser)
            for contact in ["nobody@mail.example", "nothing", "+385912345678"] {
                await expectRefusal(.notFound) {
                    try await place.house.call(
                        GetEndUser.self,
                        .init(contact: contact),
                        token: place.owner
                    )
                }
            }
        }
    }
}
