import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// Guessing slows down those who guess, and nobody else.
struct DeviceTests {
    @Test func `guesses at an account don't delay its owner's own device`() async throws {
        try await House.with { house in
            let device = try #require(try await house.logIn().device)
            for _ in 0..<10 { await house.guess() }
            await expectRefusal(.throttled) { try await house.logIn() }
            let reply = try await house.call(
                LogIn.self,
                .init(email: House.email, password: House.password, device: device)
            )
            // A known device keeps what it has.
            #expect(reply.device == nil)
        }
    }

    @Test func `guesses on a device are slowed down there`() async throws {
        try await House.with { house in
            let device = try #require(try await house.logIn().device)
            for _ in 0...Int(ThrottlePolicy.password.freeFailures) {
                await house.guess(device: device)
            }
            await expectRefusal(.throttled) {
                try await house.call(
                    LogIn.self,
                    .init(email: House.email, password: House.password, device: device)
                )
            }
            _ = try await house.logIn()
        }
    }

    @Test func `a device is its user's alone`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            _ = try await house.openPartner(
                "Shop",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            let device = try #require(try await house.logIn("ana@shop.example").device)
            for _ in 0..<10 { await house.guess(device: device) }
            await expectRefusal(.throttled) {
                try await house.call(
                    LogIn.self,
                    .init(email: House.email, password: House.password, device: device)
                )
            }
            await expectRefusal(.throttled) {
                try await house.call(
                    LogIn.self,
                    .init(email: House.email, password: House.password, device: "made up")
                )
            }
        }
    }

    @Test func `a user has twenty devices, and what they keep is in no table`() async throws {
        try await House.with { house in
            var devices: [String] = []
            for _ in 0..<22 {
                devices.append(try #require(try await house.logIn().device))
                house.clock.advance(by: .seconds(1))
            }
            let kept = try await house.world.inspect { database in
                try Data.fetchAll(
                    database,
                    sql: "SELECT hash FROM known_devices ORDER BY last_used_at"
                )
            }
            #expect(kept == devices.suffix(20).map(Secret.hash(of:)))
        }
    }

    @Test func `guesses from one address don't delay those who come from another`() async throws {
        try await House.with { house in
            for _ in 0..<10 { await house.guess(from: "203.0.113.7") }
            await expectRefusal(.throttled) { try await house.logIn(from: "203.0.113.7") }
            _ = try await house.logIn(from: "203.0.113.8")
        }
    }

    @Test func `an address that guesses at many accounts is slowed down, and others are not`()
        async throws
    {
        try await House.with { house in
            let attacker = "2001:db8::"
            for number in 0...Int(ThrottlePolicy.address.freeFailures) {
                // A network of version 6 has more addresses than anybody could count.
                await house.guess("one\(number)@mall.example", from: "\(attacker)\(number)")
            }
            await expectRefusal(.throttled) { try await house.logIn(from: "\(attacker)ffff") }
            _ = try await house.logIn(from: "2001:db8:0:1::1")
        }
    }

    @Test func `a success forgives no address that guesses`() async throws {
        try await House.with { house in
            let attacker = "203.0.113.7"
            for number in 0...Int(ThrottlePolicy.address.freeFailures) {
                await house.guess("one\(number)@mall.example", from: attacker)
                if number == 20 { _ = try await house.logIn(from: attacker) }
            }
            await expectRefusal(.throttled) { try await house.logIn(from: attacker) }
        }
    }

    @Test func `many addresses guess at one account no faster than one, and its device goes on`()
        async throws
    {
        try await House.with { house in
            let device = try #require(try await house.logIn(from: "198.51.100.1").device)
            for number in 0...Int(ThrottlePolicy.passwordAnywhere.freeFailures) {
                await house.guess(from: "203.0.113.\(number)")
            }
            await expectRefusal(.throttled) { try await house.logIn(from: "198.51.100.2") }
            _ = try await house.call(
                LogIn.self,
                .init(email: House.email, password: House.password, device: device),
                as: house.backend,
                from: "198.51.100.1"
            )
        }
    }

    @Test func `junk through a shared backend refuses nobody of another tenant`() async throws {
        try await House.with { house in
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "owner@other.example"
            )
            let tenant = try #require(TenantID(other.tenantId))
            let shared = Principal(
                name: "shared",
                tenant: nil,
                grants: ["*", CallerPlace.grant],
                publicKey: House.Keys.backend
            )
            for second in 0..<10 {
                for number in 0..<10 {
                    await expectRefusal(.badCredentials) {
                        try await house.call(
                            LogIn.self,
                            .init(email: "junk\(number)@mall.example", password: "junk \(second)"),
                            as: shared,
                            from: "203.0.\(second).\(number)"
                        )
                    }
                }
                _ = try await house.call(
                    LogIn.self,
                    .init(email: "owner@other.example", password: House.password),
                    as: shared,
                    tenant: tenant,
                    from: "198.51.100.\(second)"
                )
                house.clock.advance(by: .seconds(1))
            }
        }
    }
}

extension House {
    /// A wrong password, whatever comes of it.
    fileprivate func guess(
        _ email: String = House.email,
        device: String? = nil,
        from address: String? = nil
    ) async {
        _ = try? await call(
            LogIn.self,
            .init(email: email, password: "six dry umbrellas sing", device: device),
            as: address == nil ? till : backend,
            from: address
        )
    }

    @discardableResult
    fileprivate func logIn(from address: String) async throws -> LogIn.Reply {
        try await call(
            LogIn.self,
            .init(email: House.email, password: House.password),
            as: backend,
            from: address
        )
    }
}
