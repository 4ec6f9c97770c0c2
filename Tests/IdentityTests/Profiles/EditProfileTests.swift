import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct EditProfileTests {
    @Test func `people tell of themselves, and services that follow are told`() async throws {
        try await ProfileHouse.with { place in
            let text = try await place.create("Motto")
            let number = try await place.create("Shoe size", .number)
            let date = try await place.create("Birthday", .date)
            let choice = try await place.create("Coffee", .choice, ["Black", "White"])
            let values = [
                ProfileValue(attributeId: text.id, text: "Carpe diem"),
                ProfileValue(attributeId: number.id, amount: 42.5),
                ProfileValue(attributeId: date.id, date: "2000-02-29"),
                ProfileValue(attributeId: choice.id, choice: "White"),
            ]
            let version = try await place.edit(values, name: " Zora ")
            let profile = try await place.profile()
            #expect(profile.version == version && profile.name == "Zora")
            #expect(profile.values == values && profile.email == ProfileHouse.email)
            #expect(profile.consents.map(\.kind) == ConsentKind.allCases)
            #expect(profile.consents.allSatisfy { !$0.isGiven })
            let personal = try await place.house.lastPersonal(EndUserChanged.self)
            #expect(personal?.values == values && personal?.name == "Zora")
            await expectRefusal(.stale) { try await place.edit([], version: version - 1) }
            try await place.edit([], name: nil)
            let empty = try await place.profile()
            #expect(empty.values.isEmpty && empty.name == nil)
        }
    }

    @Test func `every wrong value is told at once, with its place`() async throws {
        try await ProfileHouse.with { place in
            let text = try await place.create("Motto")
            let number = try await place.create("Shoe size", .number)
            let date = try await place.create("Birthday", .date)
            let choice = try await place.create("Coffee", .choice, ["Black"])
            let home = try await place.create("Home", .place)
            let far = GeoPoint(latitude: 91, longitude: -180.5)
            let refused = await expectRefusal(.invalid) {
                try await place.edit(
                    [
                        ProfileValue(attributeId: text.id, amount: 1),
                        ProfileValue(attributeId: number.id, amount: .nan),
                        ProfileValue(attributeId: date.id, date: "2001-02-29"),
                        ProfileValue(attributeId: choice.id, choice: "black"),
                        ProfileValue(attributeId: home.id, place: far),
                        ProfileValue(
                            attributeId: text.id,
                            text: String(repeating: "x", count: 201)
                        ),
                        ProfileValue(attributeId: AttributeID(place.endUser.uuid), text: "x"),
                    ]
                )
            }
            #expect(
                ProfileHouse.broken(refused) == [
                    "values[0].text required", "values[0].amount form",
                    "values[1].amount range", "values[2].date form", "values[3].choice known",
                    "values[4].place.latitude range", "values[4].place.longitude range",
                    "values[4].place consent",
                    "values[5].attributeId once", "values[5].text length",
                    "values[6].attributeId known",
                ]
            )
            let value = ProfileValue(attributeId: text.id, text: "x")
            let many = await expectRefusal(.invalid) {
                try await place.edit(
                    Array(repeating: value, count: ProfileLimits.attributes + 1)
                )
            }
            #expect(ProfileHouse.broken(many) == ["values count"])
            #expect(try await place.profile().values.isEmpty)
        }
    }

    @Test(
        arguments: [
            ("2000-02-29", true), ("1900-02-29", false), ("2001-13-01", false),
            ("2001-04-31", false), ("0000-01-01", false), ("2001-1-1", false),
            ("2001-01-00", false), ("२००१-०१-०१", false), ("2001/01/01", false), ("", false),
        ]
    )
    func `a day is one of the calendar`(text: String, isOne: Bool) {
        #expect(CalendarDay.isOne(text) == isOne)
    }

    @Test func `who chose what is no longer offered keeps it, and nobody chooses it anew`()
        async throws
    {
        try await ProfileHouse.with { place in
            let coffee = try await place.create("Coffee", .choice, ["Black", "White"])
            let black = ProfileValue(attributeId: coffee.id, choice: "Black")
            try await place.edit([black])
            try await place.house.call(
                EditAttribute.self,
                .init(attributeId: coffee.id, version: 1, name: "Coffee", choices: ["White"]),
                token: place.owner
            )
            try await place.edit([black], name: "Another")
            #expect(try await place.profile().values == [black])
            try await place.edit([ProfileValue(attributeId: coffee.id, choice: "White")])
            let refused = await expectRefusal(.invalid) { try await place.edit([black]) }
            #expect(ProfileHouse.broken(refused) == ["values[0].choice known"])
        }
    }

    @Test func `of edits at once one wins, and all of its values stand`() async throws {
        try await ProfileHouse.with { place in
            let (one, other) = (try await place.create("One"), try await place.create("Other"))
            let version = try await place.profile().version
            let won = await withTaskGroup(of: Bool.self) { tasks in
                for number in 0..<8 {
                    tasks.addTask {
                        let values = [one, other].map {
                            ProfileValue(attributeId: $0.id, text: "\(number)")
                        }
                        return (try? await place.edit(values, version: version)) != nil
                    }
                }
                return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
            let texts = try await place.profile().values.map(\.text)
            #expect(texts.count == 2 && texts[0] == texts[1])
        }
    }

    @Test func `who was shut out a moment ago changes nothing`() async throws {
        try await ProfileHouse.with { place in
            let id = place.endUser
            let tenant = place.house.tenant
            let profile = try await place.profile()
            // As in the second in which the token is still believed.
            try await place.house.instance.transact { context in
                var endUser = try OctopusIdentity.EndUserRecord.find(
                    id,
                    of: tenant,
                    in: context.database
                )
                (endUser.status, endUser.name, endUser.email) = (.erased, nil, nil)
                try context.storeNext(of: endUser)
            }
            await expectRefusal(.tokenRevoked) {
                try await place.edit([], name: "Back", version: profile.version + 1)
            }
            await expectRefusal(.tokenRevoked) {
                try await place.consent(.smsMarketing, false, version: 1)
            }
            await expectRefusal(.tokenRevoked) { try await place.profile() }
        }
    }
}
