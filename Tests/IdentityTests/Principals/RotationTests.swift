import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct RotationTests {
    private func key() -> CurvePublicKey { CurveKeyPair.generate().publicKey }

    private func grant(
        _ house: House,
        _ key: CurvePublicKey,
        _ grants: [String] = ["loyalty.v1/*"]
    ) async throws -> PrincipalID {
        try await house.call(
            GrantPrincipal.self,
            .init(name: "acme-till", publicKey: key.z85, tenantId: house.tenant, grants: grants),
            as: house.operating
        ).principalId
    }

    private func rotate(
        _ house: House,
        _ id: PrincipalID,
        _ key: CurvePublicKey,
        _ overlap: Int64? = nil
    ) async throws -> RotatePrincipalKey.Reply {
        try await house.call(
            RotatePrincipalKey.self,
            .init(principalId: id, publicKey: key.z85, overlapMs: overlap),
            as: house.operating
        )
    }

    private func refused(_ reason: Reason, _ body: () async throws -> Void) async {
        await #expect {
            try await body()
        } throws: { error in
            (error as? CallRefused)?.reason == reason.word
        }
    }

    private func knows(_ house: House, _ key: CurvePublicKey) -> Bool {
        house.instance.security.principal(for: key) != nil
    }

    private func endFormer(_ house: House) async throws -> Instant? {
        try await house.instance.transact { try PrincipalRecord.endFormer(in: $0) }
    }

    @Test func `both keys are good for the overlap, then the new one alone`() async throws {
        try await House.with { house in
            let (old, new) = (key(), key())
            let id = try await grant(house, old)
            let reply = try await rotate(house, id, new, 60_000)
            #expect(reply.formerEndsAt == house.clock.now.adding(milliseconds: 60_000))
            let known = try #require(house.instance.security.principal(for: new))
            #expect(known.name == "acme-till" && known.tenant == house.tenant.uuid)
            #expect(known.grants == ["loyalty.v1/*"] && knows(house, old))
            #expect(try await rotate(house, id, new, 60_000) == reply)
            #expect(try await endFormer(house) == reply.formerEndsAt)
            #expect(knows(house, old))
            house.clock.advance(by: .seconds(60))
            #expect(try await endFormer(house) == nil)
            #expect(!knows(house, old) && knows(house, new))
        }
    }

    @Test func `an overlap of nothing revokes at once`() async throws {
        try await House.with { house in
            let (old, new) = (key(), key())
            _ = try await rotate(house, try await grant(house, old), new, 0)
            #expect(!knows(house, old) && knows(house, new))
        }
    }

    @Test func `what is taken from the new key is taken from the old one, too`() async throws {
        try await House.with { house in
            let (old, new) = (key(), key())
            let successor = try await rotate(house, try await grant(house, old), new)
            _ = try await grant(house, new, ["loyalty.v1/GetWallet"])
            for key in [old, new] {
                let known = house.instance.security.principal(for: key)
                #expect(known?.grants == ["loyalty.v1/GetWallet"])
            }
            try await house.call(
                RevokePrincipal.self,
                .init(principalId: successor.principalId),
                as: house.operating
            )
            #expect(!knows(house, old) && !knows(house, new))
        }
    }

    @Test func `a key that is another's, was revoked or has a successor is refused`() async throws {
        try await House.with { house in
            let (old, new, third) = (key(), key(), key())
            let id = try await grant(house, old)
            let successor = try await rotate(house, id, new)
            await refused(.principalConflict) {
                _ = try await rotate(house, id, third)
            }
            await refused(.principalConflict) {
                _ = try await rotate(house, successor.principalId, old)
            }
            await refused(.notFound) {
                let nobody = PrincipalID(house.instance.ids.uuid(at: house.clock.now))
                _ = try await rotate(house, nobody, third)
            }
            _ = try await rotate(house, successor.principalId, third, 0)
            await refused(.keyRevoked) {
                _ = try await rotate(house, successor.principalId, key())
            }
        }
    }

    @Test func `a session goes on by the new key, and by no other`() async throws {
        try await House.with { house in
            let (old, new, other) = (key(), key(), key())
            let id = try await grant(house, old, ["identity.v1/*"])
            _ = try await rotate(house, id, new)
            let database = house.instance.store
            for (asking, isSuccessor) in [(old, true), (new, true), (other, false)] {
                let found = try await database.read { database in
                    try PrincipalRecord.isKey(
                        asking.z85,
                        successorOf: old.z85,
                        in: database
                    )
                }
                #expect(found == isSuccessor)
            }
            let back = try await database.read { database in
                try PrincipalRecord.isKey(old.z85, successorOf: new.z85, in: database)
            }
            #expect(!back)
        }
    }
}
