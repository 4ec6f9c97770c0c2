import OctopusLoyaltyContract
import FoundationEssentials
import Glibc
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit

extension ServiceHost {
    /// Lets a client in, with a token for each of these people, and leaves what it needs in a folder.
    ///
    /// They are all of one partner, or end users of one tenant.
    func welcome(
        _ people: [Person],
        _ service: String,
        _ keys: CurveKeyPair,
        leavingIn folder: String
    ) async throws {
        let clientKeys = CurveKeyPair.generate()
        let principal = Principal(
            name: "bench-client",
            tenant: nil,
            grants: ["*"],
            publicKey: clientKeys.publicKey.z85
        )
        let security = instance.security
        security.change { $0.principals[clientKeys.publicKey] = principal }
        let issuer = TokenIssuer()
        issuer.trust(in: security)
        security.prove()

        try clientKeys.write(to: EchoPlace.clientKeyFile(in: folder))
        var tokens: [String] = []
        for person in people {
            tokens.append(
                try await issuer.token(
                    for: person,
                    with: principal,
                    at: instance.clock.now,
                    lifeMilliseconds: 86_400_000
                )
            )
        }
        let routingKey = people.first.map { $0.partner?.uuid ?? $0.tenant.uuid }
        try EchoPlace(
            service: service,
            processID: getpid(),
            endpoint: endpoint,
            publicKey: keys.publicKey.z85,
            tokens: tokens,
            routingKey: routingKey ?? UUID()
        ).write(to: folder)
    }
}

/// Waits for the signal that ends the process.
func untilKilled() async {
    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
}
