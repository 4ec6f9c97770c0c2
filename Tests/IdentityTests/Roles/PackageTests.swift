import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// What a partner's package leaves of roles.
struct PackageTests {
    /// A bakery with its owner's tokens.
    private struct Bakery {
        let id: PartnerID
        let tokens: LogIn.Reply
        /// The mall's owner.
        let owner: String

        init(_ house: House) async throws {
            owner = try await house.logIn().accessToken
            id = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner
            ).partnerId
            tokens = try await house.logIn("ana@shop.example")
        }

        /// What the bakery's owner may do with a fresh token.
        func products(_ house: House) async throws -> Set<String> {
            let tokens = try await house.logIn("ana@shop.example")
            let me = try await house.call(GetMe.self, .init(), token: tokens.accessToken)
            return Set(me.levels.keys)
        }

        func tell(_ products: [String], version: Int64, _ house: House) async throws {
            try await house.world.tell(
                PartnerEntitlementChanged(id: id, version: version, products: products),
                of: house.tenant,
                partner: id
            )
        }
    }

    private static let always: Set = ["users", "roles", "myAccount", "invoices", "audit"]

    @Test func `what the package does not include is nobody's, and comes back`() async throws {
        try await House.with { house in
            let bakery = try await Bakery(house)
            let role = try await house.role(
                [.points: .full, .coupons: .view],
                by: bakery.tokens.accessToken
            )
            try await bakery.tell(["coupons", "teleportation"], version: 1, house)
            await expectRefusal(.tokenOutdated) {
                try await house.call(ListRoles.self, .init(), token: bakery.tokens.accessToken)
            }
            #expect(try await bakery.products(house) == Self.always.union(["coupons"]))
            let token = try await house.logIn("ana@shop.example").accessToken
            let seen = try await house.call(GetRole.self, .init(roleId: role), token: token).role
            #expect(seen.levels == [ProductLevel(.coupons, .view)])
            let offered = try await house.call(ListProducts.self, .init(), token: token).products
            #expect(Set(offered.map(\.product.rawValue)) == Self.always.union(["coupons"]))
            // It can't be named, and an edit does not lose it.
            await expectRefusal(.invalid) {
                try await edit(role, [ProductLevel(.points, .view)], by: token, house)
            }
            try await edit(role, [], by: token, house)
            try await bakery.tell(["coupons", "points"], version: 2, house)
            let later = try await house.logIn("ana@shop.example").accessToken
            let back = try await house.call(GetRole.self, .init(roleId: role), token: later).role
            #expect(back.levels == [ProductLevel(.points, .full)])
        }
    }

    private func edit(
        _ role: RoleID,
        _ levels: [ProductLevel],
        by token: String,
        _ house: House
    ) async throws {
        try await house.call(
            EditRole.self,
            .init(
                roleId: role,
                version: 1,
                name: "Cashier",
                levels: levels,
                demandsSecondFactor: false
            ),
            token: token
        )
    }

    @Test func `what partners tell holds without anybody asking`() async throws {
        try await PartnersOfTests.with { partners in
            try await House.with(configure: { $0.sources = partners.sources }) { house in
                let bakery = try await Bakery(house)
                try await partners.tell(["coupons"], of: bakery.id, in: house.tenant)
                try await house.until(bakery.tokens, isRefused: .tokenOutdated)
                #expect(try await bakery.products(house) == Self.always.union(["coupons"]))
                let more = try await house.logIn("ana@shop.example")
                try await partners.tell(["coupons", "chat"], of: bakery.id, in: house.tenant)
                try await house.until(more, isRefused: .tokenOutdated)
                #expect(try await bakery.products(house) == Self.always.union(["coupons", "chat"]))
            }
        }
    }

    @Test func `an old event changes nothing, nor one that says the same`() async throws {
        try await House.with { house in
            let bakery = try await Bakery(house)
            try await bakery.tell(["coupons"], version: 2, house)
            try await bakery.tell(["coupons", "points"], version: 1, house)
            try await bakery.tell(["coupons"], version: 3, house)
            #expect(try await bakery.products(house) == Self.always.union(["coupons"]))
            #expect(try await house.events(RightsChanged.self).map(\.subject) == [bakery.id.uuid])
        }
    }

    @Test func `until a package is known there is everything that a package can include`()
        async throws
    {
        try await House.with { house in
            let bakery = try await Bakery(house)
            let possible = Product.allCases.filter { $0.terms.offer == .package }
            #expect(
                try await bakery.products(house) == Self.always.union(possible.map(\.rawValue))
            )
            try await bakery.tell(["points"], version: 1, house)
            #expect(try await bakery.products(house) == Self.always.union(["points"]))
        }
    }

    @Test(arguments: Product.allCases)
    func `a package decides about what it can include`(product: Product) {
        let (empty, whole) = (Package.ofPartner([]), Package.ofPartner(nil))
        #expect(Package.ofTenant.includes(product))
        #expect(empty.includes(product) == (product.terms.offer == .always))
        #expect(whole.includes(product) == (product.terms.offer != .tenant))
        #expect(Package.ofPartner([product.rawValue]).includes(product) == whole.includes(product))
    }
}
