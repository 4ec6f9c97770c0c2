import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore

/// A session's new tokens before they are signed, which happens after the commit: a signature
/// takes a tenth of a millisecond of processor, and the token bears the log's position.
package struct IssuedSession: Sendable {
    let person: Person
    let curveKey: String
    let refreshToken: String
    let issuedAt: Instant
    let accessExpiresAt: Instant
    /// When the session ends unless it is used before.
    let idleEndsAt: Instant
    /// What the person's device keeps, if it was not known before.
    var device: Secret?
    let signingKey: SigningKeyRecord
    /// The log as the transaction saw it that read the levels: what changes them has a later position.
    let position: StorePosition

    init(
        _ session: SessionRecord,
        _ subject: Subject,
        refreshToken: Secret,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        guard let curveKey = context.caller.principal.publicKey else {
            throw Refusal(.denied, "A token is bound to a program's key, and this one has none.")
        }
        self.curveKey = curveKey
        person = Person(
            subject: subject.id,
            kind: subject.kind,
            tenant: session.tenantId,
            partner: subject.partner,
            session: session.id,
            levels: subject.levels,
            actor: session.actorId?.uuid,
            role: subject.role,
            actorRole: subject.actorRole,
            chatOperator: subject.chatOperator
        )
        idleEndsAt = session.idleEndsAt
        self.refreshToken = refreshToken.text
        // A token tells whole seconds.
        let now = context.now.milliseconds / 1000 * 1000
        issuedAt = Instant(milliseconds: now)
        let lifetime = context.environment.lifetimes.accessTokenMilliseconds
        accessExpiresAt = min(
            issuedAt.adding(milliseconds: lifetime),
            Instant(milliseconds: session.expiresAt.milliseconds / 1000 * 1000)
        )
        signingKey = try SigningKeys.inUse(in: context)
        position = try context.transaction.position
    }

    /// Signs the access token.
    func accessToken(in context: WaitingContext<IdentityEnvironment>) async throws -> String {
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
            expiresAt: accessExpiresAt
        )
        return try await context.environment.signer.sign(claims, with: signingKey)
    }
}
