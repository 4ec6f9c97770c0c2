import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct SourceThrottleTests {
    @Test func `a program that guesses at many accounts is slowed down, and no other`() async throws
    {
        try await House.with { house in
            func guess(_ number: Int) async throws {
                try await house.instance.perform(
                    LogInEndUser.self,
                    .init(contact: "guess\(number)@mail.example", loginCode: "00000000"),
                    as: house.till,
                    routingKey: house.tenant.uuid
                )
            }
            for number in 0...Int(ThrottlePolicy.source.freeFailures) {
                await expectRefusal(.loginCodeInvalid) { try await guess(number) }
            }
            await expectRefusal(.throttled) { try await guess(-1) }
            await expectRefusal(.throttled) { try await house.logIn() }
            _ = try await house.logIn(as: house.operating)
            house.clock.advance(by: .seconds(1))
            _ = try await house.logIn()
        }
    }
}
