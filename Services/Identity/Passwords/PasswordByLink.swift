import OctopusIdentityContract
import GRDB
import OctopusFairTurns
import OctopusServiceKit
import OctopusStore

/// A password that is set by a mailed link, once: the first one, or one in place of a forgotten one.
package struct PasswordByLink: Sendable {
    let link: LinkRecord
    let partner: PartnerID?
    let throttle: Throttle
    let work: Work

    enum Work: Sendable {
        case set(passwordHash: String)
        /// It was used a moment ago; whether with this very password.
        case compare(isSame: Bool)
    }

    /// What every link is refused with that does not work, be it another tenant's or made up.
    var refusal: Refusal { Self.refusal(link.purpose) }

    private static func refusal(_ purpose: LinkRecord.Purpose) -> Refusal {
        Refusal(purpose == .invitation ? .invitationInvalid : .linkInvalid)
    }

    static func prepare(
        _ secret: String,
        _ purpose: LinkRecord.Purpose,
        _ typed: String,
        path: String,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> PasswordByLink {
        let tenant = try context.caller.requireTenant()
        let (now, environment) = (context.now, context.environment)
        try PasswordRules.checkSize(typed, path: path)
        let password = Password(typed)
        let found = try await context.store.read { database in
            try LinkRecord.find(secret, for: purpose, in: database).flatMap {
                try Linked($0, of: tenant, in: database)
            }
        }
        guard let found else { throw refusal(purpose) }
        let throttle = Throttle.password(found.user.email, in: tenant, context.caller)
        let share = Share(context.caller, account: found.user.id.uuid)
        if found.link.isRepeatable(at: now) {
            try await context.store.read { try throttle.check(in: $0, at: now) }
            let verification = try await environment.hasher.verify(
                password,
                against: found.user.passwordHash,
                for: share
            )
            return PasswordByLink(
                link: found.link,
                partner: found.user.partnerId,
                throttle: throttle,
                work: .compare(isSame: verification.isRight)
            )
        }
        guard found.link.isOpen(at: now, environment.lifetimes) else { throw refusal(purpose) }
        try PasswordRules.check(
            password,
            known: found.knownWords,
            breached: environment.breached,
            path: path
        )
        let hash = try await environment.hasher.hash(password, for: share)
        return PasswordByLink(
            link: found.link,
            partner: found.user.partnerId,
            throttle: throttle,
            work: .set(passwordHash: hash)
        )
    }

    /// Uses the link up, or answers a repetition.
    ///
    /// - Parameters:
    ///   - context: The command.
    ///   - set: Gives the user the hash; it may refuse.
    /// - Throws: That the link does not work, and what `set` throws.
    func run(
        in context: CommandContext<IdentityEnvironment>,
        _ set: (UserRecord, String) throws -> Void
    ) throws {
        context.auditPerson(link.userId.uuid, of: partner)
        switch work {
        case .set(let hash):
            let isConsumed = try link.consume(
                in: context.database,
                at: context.now,
                context.environment.lifetimes
            )
            guard isConsumed, let user = try UserRecord.find(link.userId, in: context.database)
            else { throw refusal }
            try set(user, hash)
            context.noteProof(.passwordSet, of: link.userId.uuid)
        case .compare(let isSame): try answerAgain(isSame, in: context)
        }
    }

    /// A wrong password here is a guess like one at the log-in, and is counted with those.
    private func answerAgain(
        _ isSame: Bool,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        try throttle.check(in: context.database, at: context.now)
        guard isSame else {
            context.countAfterRefusal(throttle)
            context.noteFailedProof(of: link.userId.uuid, "", refusal.reason)
            throw refusal
        }
    }
}

/// A link with what is known of whom it was mailed to.
private struct Linked: Sendable {
    let link: LinkRecord
    let user: UserRecord
    let knownWords: [String]

    init?(_ link: LinkRecord, of tenant: TenantID, in database: Database) throws {
        guard let user = try UserRecord.known(link.userId, of: tenant, in: database) else {
            return nil
        }
        (self.link, self.user) = (link, user)
        knownWords = try user.knownWords(in: database)
    }
}
