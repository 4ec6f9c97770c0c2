import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// What is asked for an address is answered, refused and slowed down alike, whether somebody has it or not.
struct SameAnswerTests {
    /// Replies, refusals and waits of as many questions as make somebody wait, and of the next ones.
    private static func told(
        _ house: House,
        _ ask: () async throws -> String
    ) async throws -> [String] {
        var told: [String] = []
        for _ in 0..<6 {
            do {
                told.append(try await ask())
            } catch let refused as CallRefused {
                let wait = refused.retryAfterMilliseconds ?? 0
                told.append("\(refused) \(refused.violations) \(wait) \(refused.effect)")
            }
        }
        return told
    }

    @Test func `of links for a forgotten password`() async throws {
        try await House.with { house in
            let (user, owner) = try await house.hire()
            try await house.call(
                DisableUser.self,
                .init(userId: user.id, version: 2),
                token: owner
            )
            let role = try await house.role([.users: .view], by: owner)
            _ = try await house.invite("invited@mall.example", role: role, by: owner)
            var found: Set<[String]> = []
            for email in [
                House.email, House.colleague, "invited@mall.example", "nobody@mall.example",
            ] {
                found.insert(
                    try await Self.told(house) {
                        "\(try await house.call(RequestPasswordReset.self, .init(email: email)))"
                    }
                )
            }
            #expect(found.count == 1, "\(found)")
            #expect(found.first?.last?.contains("throttled") == true)
        }
    }

    @Test func `of codes`() async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            try await house.call(RegisterEndUser.self, .init(email: "ana@mail.example"))
            let blocked = try await house.call(
                RegisterEndUser.self,
                .init(email: "ben@mail.example")
            )
            try await house.call(
                BlockEndUser.self,
                .init(endUserId: blocked.endUserId),
                token: owner
            )
            var found: Set<[String]> = []
            for contact in ["ana@mail.example", "ben@mail.example", "nobody@mail.example"] {
                found.insert(
                    try await Self.told(house) {
                        "\(try await house.call(RequestLoginCode.self, .init(contact: contact)))"
                    }
                )
            }
            #expect(found.count == 1, "\(found)")
            #expect(found.first?.last?.contains("throttled") == true)
        }
    }
}
