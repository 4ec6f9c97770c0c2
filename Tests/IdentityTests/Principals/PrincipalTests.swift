import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct PrincipalTests {
    private func grant(
        _ house: House,
        _ name: String,
        _ key: String,
        tenant: TenantID? = nil,
        _ grants: [String] = ["loyalty.v1/*"]
    ) async throws -> PrincipalID {
        try await house.call(
            GrantPrincipal.self,
            .init(name: name, publicKey: key, tenantId: tenant, grants: grants),
            as: house.operating
        ).principalId
    }

    @Test func `a program is registered, changed and revoked, and all are told`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey.z85
            let id = try await grant(house, "acme-till", key, tenant: house.tenant)
            #expect(try await grant(house, "acme-till", key, tenant: house.tenant) == id)
            _ = try await grant(house, "acme-till", key, tenant: house.tenant, ["*", "*"])
            try await house.call(
                RevokePrincipal.self,
                .init(principalId: id),
                as: house.operating
            )
            try await house.call(
                RevokePrincipal.self,
                .init(principalId: id),
                as: house.operating
            )
            let told = try await house.events(PrincipalChanged.self)
            #expect(told.map(\.version) == [1, 2, 3])
            #expect(told.map(\.grants) == [["loyalty.v1/*"], ["*"], ["*"]])
            #expect(told.allSatisfy { $0.tenant == house.tenant && $0.publicKey == key })
            #expect(told.map { $0.revokedAt != nil } == [false, false, true])
            // What the socket asks on every frame.
            let curve = try #require(CurvePublicKey(z85: key))
            try await house.call(ListTenants.self, .init(), as: house.operating)
            #expect(house.instance.security.principal(for: curve) == nil)
        }
    }

    @Test func `a registered key is known to the door`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey
            _ = try await grant(house, "acme-till", key.z85, tenant: house.tenant)
            try await house.call(ListTenants.self, .init(), as: house.operating)
            let principal = try #require(house.instance.security.principal(for: key))
            #expect(principal.name == "acme-till")
            #expect(principal.tenant == house.tenant.uuid)
            #expect(principal.grants == ["loyalty.v1/*"])
        }
    }

    @Test func `a revoked key never comes back, its name does`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey.z85
            let id = try await grant(house, "acme-till", key)
            try await house.call(
                RevokePrincipal.self,
                .init(principalId: id),
                as: house.operating
            )
            await expectRefusal(.keyRevoked) { try await grant(house, "acme-till", key) }
            let next = CurveKeyPair.generate().publicKey.z85
            #expect(try await grant(house, "acme-till", next) != id)
        }
    }

    @Test func `a name is one key's, and a key keeps its name and tenant`() async throws {
        try await House.with { house in
            let (one, other) = (
                CurveKeyPair.generate().publicKey.z85, CurveKeyPair.generate().publicKey.z85
            )
            _ = try await grant(house, "acme-till", one)
            await expectRefusal(.principalConflict) { try await grant(house, "acme-till", other) }
            await expectRefusal(.principalConflict) { try await grant(house, "till-2", one) }
            await expectRefusal(.principalConflict) {
                try await grant(house, "acme-till", one, tenant: house.tenant)
            }
        }
    }

    @Test func `wrong names, keys, grants and tenants are refused by name`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey.z85
            let faults: [(String, () async throws -> PrincipalID)] = [
                ("name", { try await grant(house, "Acme Till", key) }),
                ("name", { try await grant(house, "loyalty", key) }),
                ("publicKey", { try await grant(house, "acme", "short") }),
                ("grants", { try await grant(house, "acme", key, []) }),
                ("grants[1]", { try await grant(house, "acme", key, ["*", "loyalty"]) }),
            ]
            for (path, fault) in faults {
                let refused = await expectRefusal(.invalid) { try await fault() }
                #expect(refused?.violations.map(\.path) == [path])
            }
            let nobody = TenantID(house.instance.ids.uuid(at: house.clock.now))
            await expectRefusal(.notFound) {
                try await grant(house, "acme", key, tenant: nobody)
            }
        }
    }

    @Test func `nothing is registered for a wrong grant or a weak key`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey.z85
            let zeros = String(repeating: "0", count: 40)
            for (path, attempt) in [
                ("grants[0]", (key, "nope.v1/*")), ("publicKey", (zeros, "*")),
                ("publicKey", (key + "\n", "*")),
            ] {
                let refused = await expectRefusal(.invalid) {
                    try await grant(house, "acme", attempt.0, [attempt.1])
                }
                #expect(refused?.violations.map(\.path) == [path])
            }
            let told = try await house.events(PrincipalChanged.self)
            #expect(told.isEmpty)
        }
    }

    @Test func `only the installation's own programs register others`() async throws {
        try await House.with { house in
            await expectRefusal(.denied) {
                try await house.call(ListPrincipals.self, .init())
            }
        }
    }

    @Test func `programs are listed page by page`() async throws {
        try await House.with { house in
            for number in 1...3 {
                _ = try await grant(
                    house,
                    "till-\(number)",
                    CurveKeyPair.generate().publicKey.z85
                )
            }
            let first = try await house.call(
                ListPrincipals.self,
                .init(limit: 2),
                as: house.operating
            )
            let second = try await house.call(
                ListPrincipals.self,
                .init(after: first.next, limit: 3),
                as: house.operating
            )
            #expect(
                (first.items + second.items).map(\.name)
                    == ["house-operator", "till-1", "till-2", "till-3"]
            )
            #expect(second.next == nil)
            // A cursor is good for its own list, and a page has from 1 to 100 rows.
            await expectRefusal(.invalid) {
                try await house.call(
                    ListTenants.self,
                    .init(after: first.next),
                    as: house.operating
                )
            }
            for limit: Int64 in [0, -1, 101, .max] {
                await expectRefusal(.invalid) {
                    try await house.call(
                        ListPrincipals.self,
                        .init(limit: limit),
                        as: house.operating
                    )
                }
            }
        }
    }

    @Test func `the operator's first key is registered from the command line, once`() async throws {
        try await House.with { house in
            let key = CurveKeyPair.generate().publicKey.z85
            let settings = Settings(
                RegisterPrincipalCommand.command.settings,
                ["name": .text("operator"), "public-key": .text(key), "grant": .text("*")]
            )
            let first = try await RegisterPrincipalCommand.run(house.instance, settings)
            let second = try await RegisterPrincipalCommand.run(house.instance, settings)
            #expect(first.principalId == second.principalId)
            #expect(try await house.events(PrincipalChanged.self).map(\.tenant) == [nil])
            // The same key by another name, and another key by the same name.
            let next = CurveKeyPair.generate().publicKey.z85
            for (name, key) in [("second", key), ("operator", next)] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await RegisterPrincipalCommand.run(
                        house.instance,
                        Settings(
                            RegisterPrincipalCommand.command.settings,
                            ["name": .text(name), "public-key": .text(key), "grant": .text("*")]
                        )
                    )
                }
                #expect(refusal?.reason == .principalConflict)
            }
            #expect(try await house.events(PrincipalChanged.self).count == 1)
        }
    }
}
