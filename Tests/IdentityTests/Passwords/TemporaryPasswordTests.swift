import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct TemporaryPasswordTests {
    private static let new = "six dry umbrellas dance"

    private func replace(
        _ password: String,
        _ new: String = new,
        in house: House
    ) async throws {
        try await house.call(
            ReplaceTemporaryPassword.self,
            .init(email: House.colleague, password: password, newPassword: new)
        )
    }

    @Test func `a generated password opens once, to be changed`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let before = try await house.logIn(House.colleague)
            let set = try await house.call(
                SetUserPassword.self,
                .init(userId: user.id),
                token: owner
            )
            let password = try #require(set.password)
            #expect(password.utf8.count == 24)
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: before.accessToken)
            }
            await expectRefusal(.badCredentials) { try await house.logIn(House.colleague) }
            await expectRefusal(.passwordChangeRequired) {
                try await house.logIn(House.colleague, password)
            }
            let refused = await expectRefusal(.weakPassword) {
                try await replace(password, password, in: house)
            }
            #expect(refused?.violations.map(\.rule) == ["reused"])
            try await replace(password, in: house)
            try await replace(password, in: house)
            _ = try await house.logIn(House.colleague, Self.new)
            let subjects = try await house.subjects(to: House.colleague)
            #expect(subjects.contains("A temporary password at Octopus Mall"))
        }
    }

    @Test func `a password that an administrator names is held to the rules`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            await expectRefusal(.weakPassword) {
                try await house.call(
                    SetUserPassword.self,
                    .init(userId: user.id, password: "anahorvat2026mall"),
                    token: owner
                )
            }
            let set = try await house.call(
                SetUserPassword.self,
                .init(userId: user.id, password: "nine red kettles whistle"),
                token: owner
            )
            #expect(set.password == nil)
            await expectRefusal(.passwordChangeRequired) {
                try await house.logIn(House.colleague, "nine red kettles whistle")
            }
        }
    }

    @Test func `it opens nothing when its time has passed`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let set = try await house.call(
                SetUserPassword.self,
                .init(userId: user.id),
                token: owner
            )
            house.clock.advance(by: .seconds(72 * 3600))
            let password = try #require(set.password)
            await expectRefusal(.badCredentials) {
                try await house.logIn(House.colleague, password)
            }
            await expectRefusal(.badCredentials) { try await replace(password, in: house) }
        }
    }

    @Test func `replacing is no way to guess, and tells nobody who exists`() async throws {
        try await House.with { house in
            _ = try await house.hire()
            for email in [House.colleague, "nobody@mall.example"] {
                for _ in 0..<6 {
                    await expectRefusal(.badCredentials) {
                        try await house.call(
                            ReplaceTemporaryPassword.self,
                            .init(
                                email: email,
                                password: "nine red kettles whistle",
                                newPassword: Self.new
                            )
                        )
                    }
                }
                await expectRefusal(.throttled) { try await house.logIn(email) }
            }
        }
    }
}
