import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// Nobody gives, or takes away, more than their own program holds.
struct AuthorityTests {
    private static let administering = [
        "identity.v1/GrantPrincipal", "identity.v1/RevokePrincipal",
    ]

    private func key() -> String { CurveKeyPair.generate().publicKey.z85 }

    /// A program of the installation that holds those grants beside administering programs.
    private func clerk(
        _ house: House,
        _ grants: [String],
        name: String = "clerk"
    ) async throws -> Principal {
        let key = key()
        try await house.call(
            GrantPrincipal.self,
            .init(name: name, publicKey: key, grants: grants + Self.administering),
            as: house.operating
        )
        try await house.settle()
        let curve = try #require(CurvePublicKey(z85: key))
        return try #require(house.instance.security.principal(for: curve))
    }

    @Test(arguments: ["*", "identity.v1/*"])
    func `no wildcard administers programs, with a tenant or without`(_ grant: String) async throws
    {
        try await House.with { house in
            let wide = Principal(name: "wide", tenant: nil, grants: [grant], publicKey: key())
            let refused = await expectRefusal(.denied) {
                try await house.call(
                    GrantPrincipal.self,
                    .init(name: "more", publicKey: key(), grants: ["*"]),
                    as: wide
                )
            }
            #expect(refused?.message.contains("identity.v1/GrantPrincipal") == true)
            await expectRefusal(.denied) {
                try await house.call(ListPrincipals.self, .init(), as: wide)
            }
            await expectRefusal(.denied) {
                try await house.call(RotateSigningKey.self, .init(), as: wide)
            }
        }
    }

    @Test(arguments: [
        "*", "identity.v1/*", "loyalty.v1/AwardPoints", "mesh.v1/*", "mesh.v1/ReadPersonal",
        "identity.v1/RotateSigningKey", "identity.v1/ListPrincipals", "mesh.v1/ReadEvents",
        "mesh.v1/ReadEvents:loyalty.v1/PointsSpent", "mesh.v1/ReadEvents:identity.v1/SessionEnded",
        "mesh.v1/ReadEvents:identity.v1/*", "mesh.v1/ReadSnapshot:loyalty.v1/CouponChanged",
    ])
    func `what a program doesn't hold it doesn't give`(_ grant: String) async throws {
        try await House.with { house in
            let clerk = try await clerk(
                house,
                ["identity.v1/LogIn", "mesh.v1/ReadEvents:loyalty.v1/PointsAwarded"]
            )
            for name in ["friend", clerk.name] {
                let refused = await expectRefusal(.denied) {
                    try await house.call(
                        GrantPrincipal.self,
                        .init(
                            name: name,
                            publicKey: name == clerk.name ? clerk.publicKey ?? "" : key(),
                            grants: ["identity.v1/LogIn", grant]
                        ),
                        as: clerk
                    )
                }
                #expect(refused?.message.contains(grant) == true)
            }
            #expect(try await house.events(PrincipalChanged.self).count == 1)
        }
    }

    @Test func `what it holds it gives`() async throws {
        try await House.with { house in
            let clerk = try await clerk(house, ["loyalty.v1/*", "mesh.v1/ReadEvents:loyalty.v1/*"])
            for (number, grant) in [
                "loyalty.v1/*", "loyalty.v1/AwardPoints", "mesh.v1/ReadEvents:loyalty.v1/*",
                "mesh.v1/ReadEvents:loyalty.v1/PointsSpent", "identity.v1/GrantPrincipal",
            ].enumerated() {
                try await house.call(
                    GrantPrincipal.self,
                    .init(
                        name: "till-\(number)",
                        publicKey: key(),
                        tenantId: house.tenant,
                        grants: [grant]
                    ),
                    as: clerk
                )
            }
        }
    }

    @Test func `a key that holds more is neither revoked nor made less`() async throws {
        try await House.with { house in
            let clerk = try await clerk(house, ["loyalty.v1/*"])
            let (narrow, wide) = (key(), key())
            var ids: [String: PrincipalID] = [:]
            for (name, key, grants) in [
                ("narrow", narrow, ["loyalty.v1/AwardPoints"]), ("wide", wide, ["*"]),
            ] {
                ids[name] = try await house.call(
                    GrantPrincipal.self,
                    .init(name: name, publicKey: key, grants: grants),
                    as: house.operating
                ).principalId
            }
            let wideID = try #require(ids["wide"])
            await expectRefusal(.denied) {
                try await house.call(RevokePrincipal.self, .init(principalId: wideID), as: clerk)
            }
            await expectRefusal(.denied) {
                try await house.call(
                    GrantPrincipal.self,
                    .init(name: "wide", publicKey: wide, grants: ["loyalty.v1/AwardPoints"]),
                    as: clerk
                )
            }
            let narrowID = try #require(ids["narrow"])
            try await house.call(RevokePrincipal.self, .init(principalId: narrowID), as: clerk)
        }
    }

    @Test func `the database decides who the giver is, not what was known at the door`()
        async throws
    {
        try await House.with { house in
            let clerk = try await clerk(house, ["loyalty.v1/*"])
            let stale = Principal(
                name: clerk.name,
                tenant: nil,
                grants: Principal.everything,
                publicKey: clerk.publicKey
            )
            let unknown = Principal(
                name: "operator",
                tenant: nil,
                grants: Principal.everything,
                publicKey: key()
            )
            for program in [stale, unknown] {
                await expectRefusal(.denied) {
                    try await house.call(
                        GrantPrincipal.self,
                        .init(name: "friend", publicKey: key(), grants: ["*"]),
                        as: program
                    )
                }
            }
        }
    }

    @Test func `a partner's program names a partner of its tenant`() async throws {
        try await House.with { house in
            let token = try await house.logIn().accessToken
            let partner = try await house.openPartner(
                "Acme",
                email: "ana@acme.example",
                token: token
            ).partnerId
            let till = key()
            func grant(_ tenant: TenantID?, _ partner: PartnerID?) async throws -> PrincipalID {
                try await house.call(
                    GrantPrincipal.self,
                    .init(
                        name: "acme-till",
                        publicKey: till,
                        tenantId: tenant,
                        partnerId: partner,
                        grants: ["loyalty.v1/*"]
                    ),
                    as: house.operating
                ).principalId
            }
            let refused = await expectRefusal(.invalid) { try await grant(nil, partner) }
            #expect(refused?.violations.map(\.path) == ["tenantId"])
            let nobody = PartnerID(house.instance.ids.uuid(at: house.clock.now))
            await expectRefusal(.notFound) { try await grant(house.tenant, nobody) }
            _ = try await grant(house.tenant, partner)
            await expectRefusal(.principalConflict) { try await grant(house.tenant, nil) }
            try await house.settle()
            let curve = try #require(CurvePublicKey(z85: till))
            let principal = try #require(house.instance.security.principal(for: curve))
            #expect(principal.scope == .partner(partner.uuid, tenant: house.tenant.uuid))
            let listed = try await house.call(ListPrincipals.self, .init(), as: house.operating)
            #expect(listed.items.last?.partnerId == partner)
            // It is the same after a restart, from the tables.
            try await house.restarted { again in
                let known = again.instance.security.principal(for: curve)
                #expect(known?.scope == principal.scope)
            }
        }
    }
}
