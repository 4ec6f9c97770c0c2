import GRDB
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct SigningKeyTests {
    private func keys(_ house: House) async throws -> [GetSigningKeys.PublishedKey] {
        try await house.call(GetSigningKeys.self, .init()).keys
    }

    @Test func `tokens name a published key`() async throws {
        try await House.with { house in
            let reply = try await house.logIn()
            let published = try await keys(house)
            #expect(published.count == 1)
            #expect(published.first?.curve == "Ed25519")
            #expect(try Claims(reply.accessToken).header["kid"] == published.first?.keyId)
        }
    }

    @Test func `tokens and keys name the installation, the same for all keys and restarts`()
        async throws
    {
        try await House.with { house in
            let first = try Claims(try await house.logIn().accessToken).text("aud")
            #expect(first.utf8.count == 36)
            #expect(try await keys(house).map(\.audience) == [first])
            try await house.call(
                RotateSigningKey.self,
                .init(immediately: true),
                as: house.operating
            )
            #expect(try Claims(try await house.logIn().accessToken).text("aud") == first)
            let told = try await house.events(SigningKeyChanged.self)
            #expect(Set(told.map(\.audience)) == [first])
        }
        try await House.with { other in
            let audience = try await keys(other).first?.audience
            #expect(audience != nil)
        }
    }

    @Test func `a key of a release that told no installation is told anew when it signs`()
        async throws
    {
        try await House.with { house in
            try await house.instance.store.write { transaction in
                try transaction.database.execute(sql: "UPDATE signing_keys SET audience = NULL")
            }
            let token = try await house.logIn().accessToken
            let audience = try Claims(token).text("aud")
            let told = try await house.events(SigningKeyChanged.self)
            #expect(told.map(\.version) == [1, 2])
            #expect(told.last?.audience == audience && audience != "")
            try await house.call(ListSessions.self, .init(), token: token)
        }
    }

    @Test func `a new key is published before it signs, and the old one stays for its tokens`()
        async throws
    {
        try await House.with { house in
            let old = try #require(try await keys(house).first)
            let rotated = try await house.call(
                RotateSigningKey.self,
                .init(),
                as: house.operating
            )
            #expect(rotated.usedFromAt == house.clock.now.adding(milliseconds: 120_000))
            let again = try await house.call(RotateSigningKey.self, .init(), as: house.operating)
            #expect(again == rotated)
            #expect(try await keys(house).map(\.keyId) == [old.keyId, rotated.keyId])
            let before = try await house.logIn()
            #expect(try Claims(before.accessToken).header["kid"] == old.keyId)

            try await house.pass(.seconds(120))
            let after = try await house.logIn()
            #expect(try Claims(after.accessToken).header["kid"] == rotated.keyId)
            try await house.call(ListSessions.self, .init(), token: before.accessToken)
            try await house.call(ListSessions.self, .init(), token: after.accessToken)

            try await house.pass(.seconds(360))
            try await house.instance.jobs.runDue()
            #expect(try await keys(house).map(\.keyId) == [rotated.keyId])
            let told = try await house.events(SigningKeyChanged.self)
            #expect(told.last?.keyId == old.keyId && told.last?.retiredAt != nil)
        }
    }

    @Test func `a key that leaked is void at once, and so are its tokens`() async throws {
        try await House.with { house in
            let before = try await house.logIn()
            try await house.call(ListSessions.self, .init(), token: before.accessToken)
            let rotated = try await house.call(
                RotateSigningKey.self,
                .init(immediately: true),
                as: house.operating
            )
            #expect(try await keys(house).map(\.keyId) == [rotated.keyId])
            await expectRefusal(.tokenRevoked) {
                try await house.call(ListSessions.self, .init(), token: before.accessToken)
            }
            // A thief of the key may have the refresh tokens too.
            await expectRefusal(.refreshTokenInvalid) {
                try await house.call(
                    RefreshToken.self,
                    .init(refreshToken: before.refreshToken)
                )
            }
            let after = try await house.logIn()
            try await house.call(ListSessions.self, .init(), token: after.accessToken)
        }
    }

    @Test func `keys are changed by age`() async throws {
        try await House.with { house in
            let old = try #require(try await keys(house).first)
            house.clock.advance(by: .seconds(30 * 86_400))
            try await house.instance.jobs.runDue()
            #expect(try await keys(house).count == 2)
            house.clock.advance(by: .seconds(600))
            try await house.instance.jobs.runDue()
            let left = try await keys(house)
            #expect(left.count == 1 && left.first?.keyId != old.keyId)
        }
    }

    @Test func `private halves are sealed, and gone when the key is retired`() async throws {
        try await House.with { house in
            _ = try await house.call(
                RotateSigningKey.self,
                .init(immediately: true),
                as: house.operating
            )
            let records = try await house.instance.store.read { database in
                try SigningKeyRecord.all(database, "SELECT * FROM signing_keys ORDER BY id")
            }
            #expect(records.map { $0.sealedPrivateKey == nil } == [true, false])
            // 32 bytes of key; the rest says which key sealed them and that nobody changed them.
            #expect(try #require(records.last?.sealedPrivateKey).count > 32 + 16)
        }
    }
}
