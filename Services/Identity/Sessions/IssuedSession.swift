import OctopusIdentityContract
import OctopusServiceKit

/// A session's new tokens, the access token not signed yet.
package struct IssuedSession: Sendable {
    let refreshToken: String
    /// When the session ends unless it is used before.
    let idleEndsAt: Instant
    /// What the person's device keeps, if it was not known before.
    var device: Secret?
    private let token: UnsignedToken

    var person: Person { token.person }
    var accessExpiresAt: Instant { token.expiresAt }

    init(
        _ session: SessionRecord,
        _ subject: Subject,
        refreshToken: Secret,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let person = Person(
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
        token = try UnsignedToken(person, noLaterThan: session.expiresAt, in: context)
        idleEndsAt = session.idleEndsAt
        self.refreshToken = refreshToken.text
    }

    /// Signs the access token.
    func accessToken(in context: WaitingContext<IdentityEnvironment>) async throws -> String {
        try await token.signed(in: context)
    }
}
