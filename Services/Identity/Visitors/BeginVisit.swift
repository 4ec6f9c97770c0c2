package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension BeginVisit: PreparedCommandHandler {
    package typealias Prepared = Empty
    package typealias Draft = IssuedSession

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> IssuedSession {
        let tenant = try TenantRecord.existing(
            context.caller.requireTenant(),
            in: context.database
        ).id
        if let throttle = Throttle.visits(of: context.caller) {
            try throttle.check(in: context.database, at: context.now)
            try throttle.count(in: context.database, at: context.now)
        }
        try Visitors.makeRoom(in: tenant, context)
        return try Sessions.begin(Subject(context.newID()), of: tenant, in: context)
    }

    package static func finish(
        _ draft: IssuedSession,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Reply {
        Reply(
            visitorId: VisitorID(draft.person.subject),
            accessToken: try await draft.accessToken(in: context),
            accessExpiresAt: draft.accessExpiresAt,
            refreshToken: draft.refreshToken,
            idleEndsAt: draft.idleEndsAt
        )
    }
}

extension EndVisit: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try Sessions.endPresent(in: context)
        return Reply()
    }
}

/// Those who have not logged in.
enum Visitors {
    /// Ends the visit that was not continued for longest, where a tenant has as many as it may.
    static func makeRoom(
        in tenant: TenantID,
        _ context: CommandContext<IdentityEnvironment>
    ) throws {
        let open = try Int64.one(
            context.database,
            "SELECT open FROM visitor_counts WHERE tenant_id = ?",
            [tenant]
        )
        guard open ?? 0 >= Int64(context.environment.mostVisitors) else { return }
        let oldest = try SessionRecord.one(
            context.database,
            """
            SELECT * FROM sessions WHERE tenant_id = ? AND ended_at IS NULL AND kind = 'visitor'
            ORDER BY last_used_at LIMIT 1
            """,
            [tenant]
        )
        guard let oldest else { return }
        try Sessions.end(oldest, lifetimes: context.environment.lifetimes, in: context)
    }
}
