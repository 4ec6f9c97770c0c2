import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// A client that hears nothing asks again while the first call is still under way: both are told the same.
struct RepeatedAtOnceTests {
    private static let new = "nine red kettles whistle"

    private func again(
        in house: House,
        _ call: @escaping @Sendable (UUID) async throws -> Void
    ) async throws {
        let key = house.instance.ids.uuid(at: house.clock.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { try await call(key) } }
            try await group.waitForAll()
        }
    }

    @Test func `a temporary password is replaced`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            let set = try await house.call(
                SetUserPassword.self,
                .init(userId: user.id),
                token: owner
            )
            let temporary = try #require(set.password)
            try await again(in: house) { key in
                try await house.call(
                    ReplaceTemporaryPassword.self,
                    .init(
                        email: House.colleague,
                        password: temporary,
                        newPassword: Self.new
                    ),
                    key: key
                )
            }
            _ = try await house.logIn(House.colleague, Self.new)
        }
    }

    @Test func `a password is changed, and a forgotten one is replaced`() async throws {
        try await House.with { house in
            let token = try await house.logIn().accessToken
            try await again(in: house) { key in
                try await house.call(
                    ChangePassword.self,
                    .init(password: House.password, newPassword: Self.new),
                    token: token,
                    key: key
                )
            }
            try await house.call(RequestPasswordReset.self, .init(email: House.email))
            let link = try await house.secret("password", to: House.email)
            try await again(in: house) { key in
                try await house.call(
                    ResetPassword.self,
                    .init(link: link, newPassword: House.password),
                    key: key
                )
            }
            _ = try await house.logIn()
        }
    }

    @Test func `an invitation is accepted`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .view], by: owner)
            _ = try await house.invite(role: role, by: owner)
            let invitation = try await house.secret("invitation", to: House.colleague)
            try await again(in: house) { key in
                try await house.call(
                    AcceptInvitation.self,
                    .init(invitation: invitation, password: Self.new),
                    key: key
                )
            }
            _ = try await house.logIn(House.colleague, Self.new)
        }
    }
}
