package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension JoinVisitor: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let endUser = try EndUserRecord.find(
            context.caller.requireEndUser(),
            of: context.caller.requireTenant(),
            in: database
        )
        guard endUser.status == .active else { throw Refusal(.denied) }
        let session = try visit(by: request.refreshToken, in: context)
        let visitor = VisitorID(session.subjectId)
        if let joined = try JoinedVisitorRecord.find(visitor, in: database) {
            guard joined.endUserId == endUser.id else { throw Refusal(.notFound) }
            return Reply(visitorId: visitor)
        }
        let lifetimes = context.environment.lifetimes
        guard session.isOpen(at: context.now, lifetimes) else { throw Refusal(.notFound) }
        try context.create(
            JoinedVisitorRecord(
                id: visitor,
                tenantId: endUser.tenantId,
                endUserId: endUser.id,
                joinedAt: context.now
            )
        )
        try Sessions.end(session, lifetimes: lifetimes, in: context)
        return Reply(visitorId: visitor)
    }

    /// The visit of a refresh token that is still the last of its visit, or was a moment ago.
    ///
    /// - Throws: `notFound`, also for another tenant's or another program's.
    private static func visit(
        by secret: String,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> SessionRecord {
        let (caller, database) = (context.caller, context.database)
        guard let token = try RefreshTokenRecord.find(secret, in: database),
            let session = try SessionRecord.find(token.sessionId, in: database),
            session.kind == .visitor, session.tenantId == (try caller.requireTenant()),
            try session.isOf(caller.principal, in: database),
            try token.verdict(at: context.now, context.environment.lifetimes, in: database)
                != .reuse
        else { throw Refusal(.notFound) }
        return session
    }
}

/// A visitor who turned out to be an end user, as the database has it for some days.
struct JoinedVisitorRecord: VersionedRecord {
    static let databaseTableName = "joined_visitors"
    /// How long a service that reads a snapshot still learns of it.
    static let kept = Duration.seconds(30 * 86_400)

    let id: VisitorID
    var version: Int64 = 1
    let tenantId: TenantID
    let endUserId: EndUserID
    let joinedAt: Instant

    static func find(_ id: VisitorID, in database: Database) throws -> JoinedVisitorRecord? {
        try one(database, "SELECT * FROM joined_visitors WHERE id = ?", [id])
    }

    var scope: RecordScope { RecordScope(tenant: tenantId) }

    var state: VisitorJoined {
        VisitorJoined(id: id, version: version, endUserId: endUserId, joinedAt: joinedAt)
    }
}
