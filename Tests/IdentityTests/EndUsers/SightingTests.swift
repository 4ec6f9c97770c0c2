import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// The day on which an end user was last there.
struct SightingTests {
    private static let email = "eva@mail.example"

    private func days(_ house: House) async throws -> [Int64] {
        try await house.events(EndUserSeen.self).map(\.version)
    }

    private func today(_ house: House) -> String { CivilDate(day: house.clock.now.utcDay).text }

    @Test func `the first log-in or refresh of a day tells the day, and the others nothing`()
        async throws
    {
        try await House.with { house in
            let eva = try await house.call(
                RegisterEndUser.self,
                .init(name: "Eva Novak", email: Self.email)
            ).endUserId
            // Registering somebody is nothing that they do.
            #expect(try await days(house) == [])
            let first = try await LoginCodeFlow.logIn(Self.email, house)
            _ = try await LoginCodeFlow.logIn(Self.email, house)
            let again = try await house.call(
                RefreshToken.self,
                .init(refreshToken: first.refreshToken)
            )
            #expect(try await days(house) == [1])
            #expect(try await house.lastPersonal(EndUserSeen.self)?.lastSeenOn == today(house))
            try await house.pass(.seconds(86_400))
            _ = try await house.call(RefreshToken.self, .init(refreshToken: again.refreshToken))
            #expect(try await days(house) == [1, 2])
            #expect(try await house.events(EndUserSeen.self).allSatisfy { $0.id == eva })
            #expect(try await house.lastPersonal(EndUserSeen.self)?.lastSeenOn == today(house))
            // A user of the tenant is no end user.
            _ = try await house.logIn()
            #expect(try await days(house) == [1, 2])
        }
    }

    @Test func `of an erased end user no day is left`() async throws {
        try await House.with { house in
            let eva = try await house.call(
                RegisterEndUser.self,
                .init(name: "Eva Novak", email: Self.email)
            ).endUserId
            _ = try await LoginCodeFlow.logIn(Self.email, house)
            let owner = try await house.logIn().accessToken
            _ = try await house.call(EraseEndUser.self, .init(endUserId: eva), token: owner)
            #expect(try await house.lastPersonal(EndUserSeen.self) == nil)
            let left = try await house.world.inspect { database in
                try database.exists("SELECT 1 FROM sightings WHERE id = ?", [eva])
            }
            #expect(!left)
        }
    }
}
