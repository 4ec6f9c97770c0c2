import OctopusMesh

/// Accounts as identity told them within the last second: a revoked one is known no longer than that.
actor Accounts {
    private static let freshness: Duration = .seconds(1)
    private static let most = 10_000

    private let octopus: Octopus
    private var known: [String: (account: SIPAccount?, at: ContinuousClock.Instant)] = [:]

    init(_ octopus: Octopus) { self.octopus = octopus }

    func find(_ username: String) async throws(CallFailure) -> SIPAccount? {
        let asked = ContinuousClock.now
        if let found = known[username], asked - found.at < Self.freshness { return found.account }
        let account = try await octopus.account(username)
        if known.count >= Self.most { known = [:] }
        known[username] = (account, asked)
        return account
    }
}
