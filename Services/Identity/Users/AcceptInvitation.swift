package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension AcceptInvitation: PreparedCommandHandler {
    package typealias Draft = Reply

    package struct Prepared: Sendable {
        let invitation: InvitationRecord
        let throttle: Throttle
        let work: Work

        enum Work: Sendable {
            case set(passwordHash: String)
            /// It was accepted a moment ago; whether with this very password.
            case compare(isSame: Bool)
        }
    }

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        let tenant = try context.caller.requireTenant()
        let now = context.now
        try PasswordRules.checkSize(request.password)
        let password = Password(request.password)
        let found = try await context.store.read { database in
            try InvitationRecord.find(request.invitation, in: database).flatMap {
                try Invited($0, of: tenant, in: database)
            }
        }
        guard let found else { throw Refusal(.invitationInvalid) }
        let throttle = Throttle.password(found.user.email, in: tenant, context.caller.principal)
        let share = Share(context.caller, account: found.user.id.uuid)
        let lifetimes = context.environment.lifetimes
        if found.invitation.isRepeatable(at: now) {
            try await context.store.read { try throttle.check(in: $0, at: now) }
            let verification = try await context.environment.hasher.verify(
                password,
                against: found.user.passwordHash,
                for: share
            )
            return Prepared(
                invitation: found.invitation,
                throttle: throttle,
                work: .compare(isSame: verification.isRight)
            )
        }
        guard found.invitation.isOpen(at: now, lifetimes) else { throw Refusal(.invitationInvalid) }
        try PasswordRules.check(password, known: found.knownWords)
        let hash = try await context.environment.hasher.hash(password, for: share)
        return Prepared(
            invitation: found.invitation,
            throttle: throttle,
            work: .set(passwordHash: hash)
        )
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        switch prepared.work {
        case .set(let hash): try setFirstPassword(hash, with: prepared.invitation, in: context)
        case .compare(let isSame):
            try answerAgain(isSame, prepared, in: context)
        }
        return Reply()
    }

    private static func setFirstPassword(
        _ hash: String,
        with invitation: InvitationRecord,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let isConsumed = try invitation.consume(
            in: context.database,
            at: context.now,
            context.environment.lifetimes
        )
        let changed =
            try isConsumed
            ? context.database.run(
                """
                UPDATE users SET password_hash = ?, status = 'active', version = version + 1
                WHERE id = ? AND status = 'invited'
                """,
                [hash, invitation.userId]
            )
            : 0
        guard changed == 1 else { throw Refusal(.invitationInvalid) }
        context.noteProof(.passwordSet, of: invitation.userId.uuid)
    }

    /// A wrong password here is a guess like one at the log-in, and is counted with those.
    private static func answerAgain(
        _ isSame: Bool,
        _ prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try prepared.throttle.check(in: context.database, at: context.now)
        guard isSame else {
            context.countAfterRefusal(prepared.throttle)
            let user = prepared.invitation.userId.uuid
            context.noteFailedProof(of: user, "", .invitationInvalid)
            throw Refusal(.invitationInvalid)
        }
    }
}

/// An invitation with what is known of whom it invites.
private struct Invited: Sendable {
    let invitation: InvitationRecord
    let user: UserRecord
    let knownWords: [String]

    init?(_ invitation: InvitationRecord, of tenant: TenantID, in database: Database) throws {
        guard let user = try UserRecord.find(invitation.userId, in: database),
            user.tenantId == tenant
        else { return nil }
        self.invitation = invitation
        self.user = user
        let partner = try user.partnerId.flatMap {
            try PartnerRecord.known($0, of: tenant, in: database)
        }
        knownWords = try [
            user.name, user.email, partner?.name,
            TenantRecord.existing(tenant, in: database).name,
        ].compactMap(\.self)
    }
}
