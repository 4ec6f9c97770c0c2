import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore

/// An access token before it is signed, which happens after the commit: a signature takes a tenth of a
/// millisecond of processor, and the token bears the log's position.
struct UnsignedToken: Sendable {
    let person: Person
    let expiresAt: Instant
    private let curveKey: String
    private let issuedAt: Instant
    private let signingKey: SigningKeyRecord
    /// The log as the transaction saw it that read the levels: what changes them has a later position.
    private let position: StorePosition

    /// Draws a token up for the calling program.
    ///
    /// - Parameters:
    ///   - person: What it says.
    ///   - end: When its session ends; nil for none.
    ///   - context: The transaction.
    /// - Throws: `denied` for a program without a key.
    init(
        _ person: Person,
        noLaterThan end: Instant? = nil,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        guard let curveKey = context.caller.principal.publicKey else {
            throw Refusal(.denied, "A token is bound to a program's key, and this one has none.")
        }
        self.curveKey = curveKey
        self.person = person
        // A token tells whole seconds.
        issuedAt = Instant(milliseconds: context.now.milliseconds / 1000 * 1000)
        let life = context.environment.lifetimes.accessTokenMilliseconds
        let standard = issuedAt.adding(milliseconds: life)
        let latest = end.map { Instant(milliseconds: $0.milliseconds / 1000 * 1000) }
        expiresAt = min(standard, latest ?? standard)
        signingKey = try SigningKeys.inUse(in: context)
        position = try context.transaction.position
    }

    func signed(in context: WaitingContext<IdentityEnvironment>) async throws -> String {
        let claims = AccessClaims(
            person: person,
            audience: signingKey.audience,
            curveKey: curveKey,
            position: .init(
                shard: context.store.configuration.shard,
                epoch: position.epoch,
                seq: position.seq
            ),
            issuedAt: issuedAt,
            expiresAt: expiresAt
        )
        return try await context.environment.signer.sign(claims, with: signingKey)
    }
}
