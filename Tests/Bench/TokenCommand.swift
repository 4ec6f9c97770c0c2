import ArgumentParser
import OctopusLoyaltyContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import struct FoundationEssentials.UUID

/// Checks tokens as a service does, in this process.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Checks tokens that were seen before, and new ones; prints medians."
    )

    @Option(help: "How many different tokens.")
    var tokens = 1000

    func run() async throws {
        let clock = SystemClock()
        let security = SecurityState(clock: clock)
        let issuer = TokenIssuer()
        issuer.trust(in: security)
        let principal = Principal.operating
        var texts: [String] = []
        for _ in 0..<tokens {
            texts.append(
                try await issuer.token(for: .partnerUser(), with: principal, at: clock.now)
            )
        }
        let verifier = TokenVerifier(security: security, clock: clock)
        let new = try await median(of: texts) {
            _ = try await verifier.check($0, from: principal)
        }
        // One check is too short for the clock.
        let repetitions = 100
        let seen = try await median(of: texts) { text in
            for _ in 0..<repetitions { _ = try await verifier.check(text, from: principal) }
        }
        try Figures(seenTokenUs: seen / Double(repetitions), newTokenUs: new).write()
    }

    /// What `body` takes for the one in the middle, in microseconds.
    private func median(
        of texts: [String],
        _ body: (String) async throws -> Void
    ) async throws -> Double {
        let clock = ContinuousClock()
        var taken: [Double] = []
        for text in texts {
            let begin = clock.now
            try await body(text)
            taken.append((clock.now - begin) / .microseconds(1))
        }
        return taken.sorted()[taken.count / 2]
    }
}
