import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct AttributeTests {
    @Test func `a tenant defines what it wants to know, and everybody concerned sees it`()
        async throws
    {
        try await ProfileHouse.with { place in
            let shoe = try await place.create("Shoe size", .number)
            let coffee = try await place.create(" Coffee ", .choice, ["Black", "White"])
            #expect(coffee.name == "Coffee" && coffee.version == 1)
            for token in [place.owner, place.token] {
                let list = try await place.house.call(ListAttributes.self, .init(), token: token)
                #expect(list.items == [shoe, coffee])
            }
            let told = try await place.house.events(AttributeChanged.self)
            #expect(told.map(\.name) == ["Shoe size", "Coffee"])
            #expect(told.map(\.choices) == [nil, ["Black", "White"]])
        }
    }

    @Test func `every fault of a definition is told at once`() async throws {
        try await ProfileHouse.with { place in
            let refused = await expectRefusal(.invalid) {
                try await place.create("\u{202E}x", .choice, ["Black", "a\nb"])
            }
            #expect(
                ProfileHouse.broken(refused) == ["name characters", "choices[1] characters"]
            )
            let twice = await expectRefusal(.invalid) {
                try await place.create("Coffee", .choice, ["Black", "Café", "BLACK", "CAFE"])
            }
            #expect(ProfileHouse.broken(twice) == ["choices[2] once", "choices[3] once"])
            let none = await expectRefusal(.invalid) { try await place.create("Coffee", .choice) }
            #expect(ProfileHouse.broken(none) == ["choices count"])
            let many = await expectRefusal(.invalid) {
                try await place.create("Coffee", .choice, (0...100).map { "\($0)" })
            }
            #expect(ProfileHouse.broken(many) == ["choices count"])
            let text = await expectRefusal(.invalid) { try await place.create("Coffee", .text, []) }
            #expect(ProfileHouse.broken(text) == ["choices together"])
            let told = try await place.house.events(AttributeChanged.self)
            #expect(told.isEmpty)
        }
    }

    @Test func `a name is taken in all of its forms, until its attribute is retired`()
        async throws
    {
        try await ProfileHouse.with { place in
            let first = try await place.create("Café")
            let other = try await place.create("Tea")
            await expectRefusal(.attributeNameTaken) { try await place.create("CAFE") }
            await expectRefusal(.attributeNameTaken) {
                try await place.house.call(
                    EditAttribute.self,
                    .init(attributeId: other.id, version: 1, name: "cafe\u{301}"),
                    token: place.owner
                )
            }
            let retired = try await place.house.call(
                RetireAttribute.self,
                .init(attributeId: first.id, version: 1),
                token: place.owner
            )
            #expect(retired.retiredAt == place.house.clock.now && retired.version == 2)
            try await place.create("CAFE")
            await expectRefusal(.wrongState) {
                try await place.house.call(
                    EditAttribute.self,
                    .init(attributeId: first.id, version: 2, name: "Cocoa"),
                    token: place.owner
                )
            }
            let shown = try await place.house.call(
                ListAttributes.self,
                .init(showsRetired: true),
                token: place.token
            )
            #expect(shown.items.map(\.name) == ["Tea", "CAFE"])
        }
    }

    @Test func `of two edits at once one is stale, and another tenant's is not there`()
        async throws
    {
        try await ProfileHouse.with { place in
            let tea = try await place.create("Tea")
            let edits = await withTaskGroup(of: Bool.self) { tasks in
                for number in 0..<8 {
                    tasks.addTask {
                        let edit = EditAttribute.Request(
                            attributeId: tea.id,
                            version: 1,
                            name: "Tea \(number)"
                        )
                        let reply = try? await place.house.call(
                            EditAttribute.self,
                            edit,
                            token: place.owner
                        )
                        return reply != nil
                    }
                }
                return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(edits == 1)
            let other = try await House.bootstrap(
                place.house.instance,
                folder: place.house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            let theirs = try await place.house.call(
                LogIn.self,
                .init(email: "other@mall.example", password: House.password),
                as: place.house.operating,
                tenant: TenantID(other.tenantId)
            ).accessToken
            await expectRefusal(.notFound) {
                try await place.house.call(
                    RetireAttribute.self,
                    .init(attributeId: tea.id, version: 2),
                    token: theirs,
                    as: place.house.operating,
                    tenant: TenantID(other.tenantId)
                )
            }
        }
    }

    @Test func `a tenant has so many attributes and no more, also if all are made at once`()
        async throws
    {
        try await ProfileHouse.with { place in
            let made = await withTaskGroup(of: Bool.self) { tasks in
                for number in 0..<(ProfileLimits.attributes + 5) {
                    tasks.addTask { (try? await place.create("Number \(number)")) != nil }
                }
                return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == ProfileLimits.attributes)
            await expectRefusal(.tooManyAttributes) { try await place.create("One more") }
        }
    }

    @Test func `what was told of a retired attribute goes from every profile`() async throws {
        try await ProfileHouse.with { place in
            let (house, tea) = (place.house, try await place.create("Tea"))
            let milk = try await place.create("Milk")
            // More than a slice of the job has.
            for number in 0..<60 {
                let id = try await house.call(
                    RegisterEndUser.self,
                    .init(email: "z\(number)@mail.example")
                ).endUserId
                try await house.instance.transact { context in
                    var endUser = try OctopusIdentity.EndUserRecord.find(
                        id,
                        of: house.tenant,
                        in: context.database
                    )
                    endUser.profileValues = [ProfileValue(attributeId: tea.id, text: "green")]
                    try context.storeNext(of: endUser)
                }
            }
            try await place.edit([
                ProfileValue(attributeId: tea.id, text: "green"),
                ProfileValue(attributeId: milk.id, text: "oat"),
            ])
            try await house.call(
                RetireAttribute.self,
                .init(attributeId: tea.id, version: 1),
                token: place.owner
            )
            #expect(try await place.profile().values.map(\.text) == ["oat"])
            try await house.instance.jobs.runDue()
            let (left, sweeps) = try await house.world.inspect { database in
                (
                    try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM end_users WHERE profile_values LIKE '%green%'"
                    ),
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM attribute_sweeps")
                )
            }
            #expect(left == 0 && sweeps == 0)
            #expect(try await place.profile().values.map(\.text) == ["oat"])
            let refused = await expectRefusal(.invalid) {
                try await place.edit([ProfileValue(attributeId: tea.id, text: "green")])
            }
            #expect(ProfileHouse.broken(refused) == ["values[0].attributeId known"])
        }
    }
}
