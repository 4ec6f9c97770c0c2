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
        acting actor: Actor? = nil,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let lifetimes = context.environment.lifetimes
        try makeRoom(for: subject, acting: actor, in: context)
        let total = lifetimes.session(of: subject.kind).totalMilliseconds
        let expiresAt = actor?.session.expiresAt ?? context.now.adding(milliseconds: total)
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
            era: try SessionRecord.era(in: context.database),
            startedFrom: context.caller.place.address,
            actorId: actor?.user.id,
            ownSessionId: actor?.session.id
        )
        session.use(
            at: context.now,
            from: context.caller.place.address,
            lifetimes: lifetimes
        )
        try session.insert(context.database)
        let refreshToken = try RefreshTokenRecord.issue(for: session.id, in: context)
        return try IssuedSession(session, subject, refreshToken: refreshToken, in: context)
    }

    /// A person has 50 sessions of their own; a tenant user acts as one partner at a time.
    private static func makeRoom(
        for subject: Subject,
        acting actor: Actor?,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let surplus: ArraySlice<SessionRecord>
        if let actor {
            surplus = try SessionRecord.acting(actor.user.id.uuid, in: context.database)
                .filter { $0.ownSessionId == actor.session.id }[...]
        } else {
            surplus = try SessionRecord.open(
                of: subject.id,
                in: context.database,
                at: context.now
            ).filter { $0.actorId == nil }.dropFirst(maximumForPerson - 1)
        }
        for session in surplus {
            try end(session, lifetimes: context.environment.lifetimes, in: context)
        }
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
            try session.isOf(context.caller.principal, in: context.database),
            try !RefreshTokenRecord.wasUsed(in: session.id, in: database)
        else { return nil }
        try RefreshTokenRecord.voidFresh(of: session.id, in: database)
        let token = try RefreshTokenRecord.issue(for: session.id, in: context)
        return try IssuedSession(session, subject, refreshToken: token, in: context)
    }

    /// Ends a session, and what its user does in it as a partner.
    static func end(
        _ session: SessionRecord,
        lifetimes: Lifetimes,
        in context: some Emitting
    ) throws {
        if session.actorId == nil, session.kind == .user {
            for acting in try SessionRecord.acting(session.subjectId, in: context.database)
            where acting.ownSessionId == session.id {
                try end(acting, lifetimes: lifetimes, in: context)
            }
        }
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

    /// Ends the session that the caller came in, if it has not ended.
    static func endPresent(in context: CommandContext<IdentityEnvironment>) throws {
        let lifetimes = context.environment.lifetimes
        let id = try context.caller.requirePerson().session
        guard let session = try SessionRecord.find(id, in: context.database),
            session.isOpen(at: context.now, lifetimes)
        else { return }
        try end(session, lifetimes: lifetimes, in: context)
    }

    /// Ends all that a person has, with what they do as partners, and says how many they were.
    ///
    /// - Parameters:
    ///   - subject: The person.
    ///   - kept: The one session that goes on; nil for none.
    ///   - lifetimes: How long tokens live.
    ///   - context: The transaction.
    /// - Returns: How many of the person's sessions ended, those aside in which they act for others.
    /// - Throws: What the database throws.
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
        for acting in try SessionRecord.acting(subject, in: context.database)
        where kept == nil || acting.ownSessionId != kept {
            try end(acting, lifetimes: lifetimes, in: context)
        }
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

/// Who acts in a person's place: a tenant user, in a session of their own.
struct Actor: Sendable {
    let user: UserRecord
    let session: SessionRecord
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
    /// The role of the user who acts in the person's place.
    private(set) var actorRole: RoleID?

    /// The same, in whose place that user acts.
    func acted(by user: UserRecord) -> Subject {
        var subject = self
        subject.actorRole = user.roleId
        return subject
    }

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

    /// Somebody on a website.
    init(_ visitor: VisitorID) {
        id = visitor.uuid
        kind = .visitor
        partner = nil
        levels = [:]
        role = nil
        chatOperator = nil
    }
}
