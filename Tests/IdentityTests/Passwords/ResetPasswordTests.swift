import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct ResetPasswordTests {
    private static let new = "six dry umbrellas dance"

    private func ask(_ email: String, in house: House) async throws {
        try await house.call(RequestPasswordReset.self, .init(email: email))
    }

    private func reset(_ link: String, _ password: String = new, in house: House) async throws {
        try await house.call(ResetPassword.self, .init(link: link, newPassword: password))
    }

    @Test func `a forgotten password is replaced by a mailed link, once`() async throws {
        try await House.with { house in
            let before = try await house.logIn()
            try await ask(" Owner@MALL.example", in: house)
            let link = try await house.secret("password", to: House.email)
            try await reset(link, in: house)
            try await reset(link, in: house)
            await expectRefusal(.linkInvalid) {
                try await reset(link, "nine red kettles whistle", in: house)
            }
            await expectRefusal(.tokenRevoked) {
                try await house.call(GetMe.self, .init(), token: before.accessToken)
            }
            await expectRefusal(.badCredentials) { try await house.logIn() }
            house.clock.advance(by: .seconds(10))
            _ = try await house.logIn(House.email, Self.new)
            let subjects = try await house.subjects(to: House.email)
            #expect(subjects.last == "Your password at Octopus Mall")
        }
    }

    @Test func `asking tells nobody who exists, and leaves nothing behind`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            try await house.call(
                DisableUser.self,
                .init(userId: user.id, version: 2),
                token: owner
            )
            for email in [House.email, "nobody@mall.example", "no address", House.colleague] {
                let rows = { @Sendable (database: Database) in
                    try #require(
                        try Int.fetchOne(database, sql: "SELECT count(*) FROM reset_requests")
                    )
                }
                try await ask(email, in: house)
                // It is written for everybody; the job may have been there already.
                _ = try await house.subjects(to: email)
                #expect(try await house.world.inspect(rows) == 0)
            }
            #expect(try await house.subjects(to: "nobody@mall.example").isEmpty)
            let told = try await house.subjects(to: House.colleague)
            #expect(told.allSatisfy { !$0.contains("new password") })
        }
    }

    @Test func `others who ask can't void a link, and can't flood a mailbox`() async throws {
        try await House.with { house in
            try await ask(House.email, in: house)
            let mine = try await house.secret("password", to: House.email)
            for _ in 0..<3 { try await ask(House.email, in: house) }
            await expectRefusal(.throttled) { try await ask(House.email, in: house) }
            try await reset(mine, in: house)
            // A used one voids the others.
            #expect(try await house.subjects(to: House.email).count == 5)
            let last = try await house.secret("password", to: House.email)
            await expectRefusal(.linkInvalid) {
                try await reset(last, "nine red kettles whistle", in: house)
            }
        }
    }

    @Test func `a link dies with time, and with a changed password`() async throws {
        try await House.with { house in
            try await ask(House.email, in: house)
            let late = try await house.secret("password", to: House.email)
            house.clock.advance(by: .seconds(30 * 60))
            await expectRefusal(.linkInvalid) { try await reset(late, in: house) }
            try await ask(House.email, in: house)
            let overtaken = try await house.secret("password", to: House.email)
            try await house.pass(.zero)
            try await house.call(
                ChangePassword.self,
                .init(password: House.password, newPassword: Self.new),
                token: house.logIn().accessToken
            )
            await expectRefusal(.linkInvalid) { try await reset(overtaken, in: house) }
        }
    }

    @Test func `guessing is forgiven to who proves their mailbox`() async throws {
        try await House.with { house in
            for _ in 0..<8 {
                house.clock.advance(by: .seconds(60))
                await expectRefusal(.badCredentials) {
                    try await house.logIn(House.email, "nine red kettles whistle")
                }
            }
            await expectRefusal(.throttled) { try await house.logIn() }
            try await ask(House.email, in: house)
            try await reset(house.secret("password", to: House.email), in: house)
            _ = try await house.logIn(House.email, Self.new)
        }
    }
}
