import GRDB
import OctopusIdentityContract
package import OctopusPartnersContract
package import OctopusServiceKit

/// Approved partnerships that have no account: identity has yet to open it, or somebody has the address.
enum StuckPartnerships {
    /// Identity tells of them; a tenant's employee goes on from there.
    static let follower = FollowerDefinition<PartnersEnvironment>.effects(
        "stuck-partnerships",
        of: "identity",
        [
            .act(on: PartnershipAddressTaken.self, once: { $0.attemptId.uuid }) {
                event,
                _,
                context in
                guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
                // It may have been opened since, where a log is read again.
                let isOpen = try StandingRecord.find(event.partnerId, in: context.database) != nil
                guard !isOpen else { return }
                try note(
                    event.partnerId,
                    .addressTaken,
                    of: tenant,
                    at: context.work.now,
                    in: context.database
                )
            }
        ]
    )

    /// Why it has no account from now on.
    static func note(
        _ partner: PartnerID,
        _ cause: StuckCause,
        of tenant: TenantID,
        at now: Instant,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO stuck_partnerships (id, tenant, since, cause) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET since = ?3, cause = ?4 WHERE cause <> ?4
            """,
            [partner, tenant, now, cause.rawValue]
        )
    }

    /// The account is there.
    static func end(_ partner: PartnerID, in database: Database) throws {
        try database.run("DELETE FROM stuck_partnerships WHERE id = ?", [partner])
    }
}

extension ListStuckPartnerships: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<StuckPartnership> {
        var list = ListQuery(
            """
            SELECT requests.*, stuck_partnerships.since, stuck_partnerships.cause FROM stuck_partnerships
            JOIN requests ON requests.id = stuck_partnerships.id
            """,
            by: "stuck_partnerships.id"
        )
        list.filter("stuck_partnerships.tenant", try context.caller.requireTenant())
        return try page(list, of: request, in: context) { row in
            let record = try RequestRecord(row: row)
            return StuckPartnership(
                requestId: record.id,
                partnerName: record.partnerName,
                ownerName: record.contactName,
                email: record.email,
                phone: record.phone,
                stuckSinceAt: row["since"],
                cause: StuckCause(rawValue: row["cause"]) ?? .addressTaken
            )
        }
    }
}

extension RetryPartnership: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let (tenant, database) = (try context.caller.requireTenant(), context.database)
        var fields = FieldRules()
        let typed = fields.email(request.email, "email")
        try fields.check()
        guard let email = typed else { throw FieldRules.refusal("email", .form) }
        var record = try RequestRecord.find(request.requestId, of: tenant, in: database)
        let isStuck = try database.exists(
            "SELECT 1 FROM stuck_partnerships WHERE id = ? AND cause = ?",
            [record.id, StuckCause.addressTaken.rawValue]
        )
        guard isStuck, let partner = record.partner else { throw Refusal(.notFound) }
        record.email = email.text
        try record.demandFreeAddress(in: database)
        try record.storeChange(in: database)
        try context.tellApproved(record, as: partner, attempt: context.newID())
        return Reply(partnerId: partner)
    }
}
