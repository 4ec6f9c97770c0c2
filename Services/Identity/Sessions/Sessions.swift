import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Beginning and ending of sessions.
enum Sessions {
    /// How many one person may have; the one that was not used for longest makes room.
    static let maximumForPerson = 50

    /// Begins a session for a person who has proved their identity.
    static func begin(
        _ subject: Subject,
        of tenant: TenantID,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let lifetimes = context.environment.lifetimes
        let open = try SessionRecord.open(of: subject.id, in: context.database, at: context.now)
        for surplus in open.dropFirst(maximumForPerson - 1) {
            try end(surplus, lifetimes: lifetimes, in: context)
        }
        let total = lifetimes.session(of: subject.kind).totalMilliseconds
        let expiresAt = context.now.adding(milliseconds: total)
        var session = SessionRecord(
            id: context.newID(),
            tenantId: tenant,
            partnerId: subject.partner,
            kind: subject.kind,
            subjectId: subject.id,
            program: context.caller.principal.name,
            programKey: context.caller.principal.publicKey,
            startedAt: context.now,
            lastUsedAt: context.now,
            idleEndsAt: expiresAt,
            expiresAt: expiresAt,
            begunBy: context.key,
            era: try SessionRecord.era(in: context.database)
        )
        session.use(at: context.now, lifetimes: lifetimes)
        try session.insert(context.database)
        let refreshToken = try RefreshTokenRecord.issue(for: session.id, in: context)
        return try IssuedSession(session, subject, refreshToken: refreshToken, in: context)
    }

    /// Answers a log-in whose first answer was lost: the same session, with new tokens.
    ///
    /// - Returns: Nil if the session is another program's, or has gone on or ended.
    static func again(
        _ session: SessionRecord,
        _ subject: Subject,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession? {
        let database = context.database
        guard session.isOpen(at: context.now, context.environment.lifetimes),
            session.isOf(context.caller.principal),
            try !RefreshTokenRecord.wasUsed(in: session.id, in: database)
        else { return nil }
        try RefreshTokenRecord.voidFresh(of: session.id, in: database)
        let token = try RefreshTokenRecord.issue(for: session.id, in: context)
        return try IssuedSession(session, subject, refreshToken: token, in: context)
    }

    static func end(
        _ session: SessionRecord,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws {
        var session = session
        session.endedAt = context.now
        session.forgettableAt = lifetimes.tokensDeadAt(context.now)
        try session.update(context.database)
        if let ended = session.ended {
            try context.emit(
                ended,
                about: session.id.uuid,
                tenant: session.tenantId,
                partner: session.partnerId
            )
        }
    }

    /// Ends all that a person has, but one, and says how many they were.
    @discardableResult
    static func endAll(
        of subject: UUID,
        except kept: SessionID? = nil,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws -> Int {
        let open = try SessionRecord.open(of: subject, in: context.database, at: context.now)
            .filter { $0.id != kept }
        for session in open { try end(session, lifetimes: lifetimes, in: context) }
        return open.count
    }

    static func endAll(
        ofPartner partner: PartnerID,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws {
        let open = try SessionRecord.open(
            ofPartner: partner,
            in: context.database,
            at: context.now
        )
        for session in open { try end(session, lifetimes: lifetimes, in: context) }
    }
}

/// A person who can have a session, with what tokens say of them.
struct Subject: Sendable, Hashable {
    let id: UUID
    let kind: Person.Kind
    let partner: PartnerID?
    let levels: [Product: Level]
    /// Nil for an Account owner and an end user.
    let role: RoleID?
    /// What a user is in the chat.
    let chatOperator: ChatOperator?

    /// A user with what they may do in this transaction.
    init(_ user: UserRecord, in database: Database) throws {
        id = user.id.uuid
        kind = .user
        partner = user.partnerId
        // Until the codes are set up that their role demands, they may see to that alone.
        levels = try user.needsSecondFactor(in: database) ? [:] : user.levels(in: database)
        role = user.roleId
        chatOperator = user.chatOperator
    }

    init(_ endUser: EndUserRecord) {
        id = endUser.id.uuid
        kind = .endUser
        partner = nil
        levels = [:]
        role = nil
        chatOperator = nil
    }
}
