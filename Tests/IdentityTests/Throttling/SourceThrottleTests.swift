import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct SourceThrottleTests {
    @Test func `a program through which many accounts are guessed keeps nobody out`() async throws {
        try await House.with { house in
            func guess(_ contact: String) async throws {
                try await house.instance.perform(
                    LogInEndUser.self,
                    .init(contact: contact, loginCode: "00000000"),
                    as: house.till,
                    routingKey: house.tenant.uuid
                )
            }
            for number in 0...Int(ThrottlePolicy.source.freeFailures) {
                await expectRefusal(.loginCodeInvalid) {
                    try await guess("guess\(number)@mail.example")
                }
            }
            // Each account has one free failure now; who has not failed does not wait.
            _ = try await house.logIn()
            for _ in 0..<2 {
                await expectRefusal(.loginCodeInvalid) { try await guess("one@mail.example") }
            }
            await expectRefusal(.throttled) { try await guess("one@mail.example") }
            _ = try await house.logIn()
            house.clock.advance(by: .seconds(1))
            await expectRefusal(.loginCodeInvalid) { try await guess("one@mail.example") }
        }
    }
}
