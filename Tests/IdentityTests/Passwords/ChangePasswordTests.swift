import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct ChangePasswordTests {
    private static let new = "six dry umbrellas dance"

    private func change(
        _ old: String,
        _ new: String,
        _ token: String,
        in house: House
    ) async throws {
        try await house.call(
            ChangePassword.self,
            .init(password: old, newPassword: new),
            token: token
        )
    }

    @Test func `a changed password ends the other sessions and is mailed`() async throws {
        try await House.with { house in
            let other = try await house.logIn()
            let mine = try await house.logIn()
            try await change(House.password, Self.new, mine.accessToken, in: house)
            // Repeated, since its answer was lost.
            try await change(House.password, Self.new, mine.accessToken, in: house)
            try await house.call(GetMe.self, .init(), token: mine.accessToken)
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: other.accessToken)
            }
            await expectRefusal(.badCredentials) { try await house.logIn() }
            _ = try await house.logIn(House.email, Self.new)
            let subjects = try await house.subjects(to: House.email)
            #expect(subjects == ["Your password at Octopus Mall"])
        }
    }

    @Test func `without the old one it is a guess`() async throws {
        try await House.with { house in
            let mine = try await house.logIn()
            for _ in 0..<6 {
                await expectRefusal(.wrongPassword) {
                    try await change(
                        "nine red kettles whistle",
                        Self.new,
                        mine.accessToken,
                        in: house
                    )
                }
            }
            await expectRefusal(.throttled) {
                try await change(House.password, Self.new, mine.accessToken, in: house)
            }
            house.clock.advance(by: .seconds(1))
            try await change(House.password, Self.new, mine.accessToken, in: house)
        }
    }

    @Test(arguments: [
        ("short", "tooShort"), ("iloveyousomuch1", "wellKnown"), (House.password, "reused"),
        ("mallowner-octopus", "personal"),
    ])
    func `a weak one is refused, and nothing changes`(
        _ password: String,
        _ rule: String
    ) async throws {
        try await House.with { house in
            let mine = try await house.logIn()
            let refused = await expectRefusal(.weakPassword) {
                try await change(House.password, password, mine.accessToken, in: house)
            }
            #expect(refused?.violations.map(\.rule) == [rule])
            #expect(refused?.violations.map(\.path) == ["newPassword"])
            _ = try await house.logIn()
        }
    }

    @Test func `of two changes at once, one counts`() async throws {
        try await House.with { house in
            let mine = try await house.logIn()
            let passwords = ["six dry umbrellas dance", "nine red kettles whistle"]
            let changed = await withTaskGroup(of: String?.self) { group in
                for password in passwords {
                    group.addTask {
                        do {
                            try await change(
                                House.password,
                                password,
                                mine.accessToken,
                                in: house
                            )
                            return password
                        } catch {
                            #expect((error as? CallRefused)?.reason == "wrongPassword")
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(changed.count == 1)
            _ = try await house.logIn(House.email, try #require(changed.first))
        }
    }
}
