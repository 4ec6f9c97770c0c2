import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct RoleTests {
    @Test func `a role is made, listed, edited and removed`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let made = try await house.call(
                CreateRole.self,
                .init(name: " Cashier ", levels: [ProductLevel(.points, .update)]),
                token: owner
            )
            #expect(made.name == "Cashier")
            #expect(made.levels == [ProductLevel(.points, .update)])
            #expect(made.userCount == 0)
            let edited = try await house.call(
                EditRole.self,
                .init(
                    roleId: made.id,
                    version: 1,
                    name: "Till",
                    levels: [ProductLevel(.chat, .view), ProductLevel(.coupons, .full)],
                    demandsSecondFactor: true
                ),
                token: owner
            )
            #expect(edited.version == 2)
            // In the contract's order, whatever the request's was.
            #expect(edited.levels.map(\.product) == [.coupons, .chat])
            let listed = try await house.call(ListRoles.self, .init(search: "TÍLL"), token: owner)
            #expect(listed.items == [edited])
            await expectRefusal(.stale) {
                try await house.call(
                    DeleteRole.self,
                    .init(roleId: made.id, version: 1),
                    token: owner
                )
            }
            try await house.call(DeleteRole.self, .init(roleId: made.id, version: 2), token: owner)
            #expect(try await house.call(ListRoles.self, .init(), token: owner).items == [])
            let told = try await house.events(RoleChanged.self)
            #expect(told.map(\.version) == [1, 2, 3])
            #expect(told.map { $0.deletedAt != nil } == [false, false, true])
        }
    }

    @Test func `a new role begins with what the products' table says`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.call(CreateRole.self, .init(name: "New"), token: owner)
            #expect(role.levels.allSatisfy { $0.level == .view })
            let standard: [Product] = [.channels, .pointNames, .geolocation, .segmentation]
            #expect(role.levels.map(\.product) == standard)
            let products = try await house.call(ListProducts.self, .init(), token: owner).products
            #expect(products.filter { $0.standard != nil }.map(\.product) == standard)
            #expect(products.map(\.product) == Product.allCases)
            #expect(products.allSatisfy { $0.most == .full })
        }
    }

    @Test func `every fault of a role is told at once`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let partner = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner
            )
            let ana = try await house.logIn("ana@shop.example")
            #expect(ana.partnerId == partner.partnerId)
            let refused = await expectRefusal(.invalid) {
                try await house.call(
                    CreateRole.self,
                    .init(
                        name: "  account OWNER",
                        levels: [
                            ProductLevel(.points, .view), ProductLevel(.points, .full),
                            ProductLevel(.partnerManagement, .view),
                        ]
                    ),
                    token: ana.accessToken
                )
            }
            #expect(
                refused?.violations.map { "\($0.path) \($0.rule)" } == [
                    "name reserved", "levels[1].product once", "levels[2].product known",
                ]
            )
        }
    }

    @Test func `a name is good once in an account, and again in another`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            try await house.call(CreateRole.self, .init(name: "Cashier"), token: owner)
            await expectRefusal(.roleNameTaken) {
                try await house.call(CreateRole.self, .init(name: "CASHIER"), token: owner)
            }
            _ = try await house.openPartner("Bakery", email: "ana@shop.example", token: owner)
            let ana = try await house.logIn("ana@shop.example").accessToken
            try await house.call(CreateRole.self, .init(name: "Cashier"), token: ana)
        }
    }

    @Test func `another account's role looks as if it did not exist`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.call(CreateRole.self, .init(name: "Cashier"), token: owner)
            _ = try await house.openPartner("Bakery", email: "ana@shop.example", token: owner)
            let ana = try await house.logIn("ana@shop.example").accessToken
            func refusals(_ id: RoleID) async throws -> [CallRefused?] {
                [
                    await expectRefusal(.notFound) {
                        try await house.call(GetRole.self, .init(roleId: id), token: ana)
                    },
                    await expectRefusal(.notFound) {
                        try await house.call(
                            EditRole.self,
                            .init(
                                roleId: id,
                                version: 9,
                                name: "Mine",
                                levels: [],
                                demandsSecondFactor: false
                            ),
                            token: ana
                        )
                    },
                    await expectRefusal(.notFound) {
                        try await house.call(
                            DeleteRole.self,
                            .init(roleId: id, version: 9),
                            token: ana
                        )
                    },
                ]
            }
            let foreign = try await refusals(role.id)
            let unknown = try await refusals(RoleID(house.owner.uuid))
            #expect(foreign.map { $0?.message } == unknown.map { $0?.message })
            #expect(try await house.call(ListRoles.self, .init(), token: ana).items == [])
        }
    }

    @Test func `a role in use stays, and says who has it`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire()
            let role = try #require(ana.roleId)
            let found = try await house.call(GetRole.self, .init(roleId: role), token: owner)
            #expect(found.users.map(\.id) == [ana.id])
            #expect(found.role.userCount == 1)
            let refused = await expectRefusal(.roleInUse) {
                try await house.call(
                    DeleteRole.self,
                    .init(roleId: role, version: 1),
                    token: owner
                )
            }
            #expect(refused?.violations.map(\.path) == ["\(ana.id)"])
            // The answer is kept for a repetition, so it bears no name.
            #expect(refused?.message.contains("Ana") == false)
        }
    }

    @Test func `an account has a hundred roles`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            for number in 1...100 {
                try await house.call(CreateRole.self, .init(name: "Role \(number)"), token: owner)
            }
            await expectRefusal(.tooManyRoles) {
                try await house.call(CreateRole.self, .init(name: "One more"), token: owner)
            }
        }
    }
}
