package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetMessageProgram: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        try MessagePrograms.of(context.caller.requireTenant(), in: context.database)
    }
}

extension SetMessageProgram: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let before = try MessagePrograms.of(tenant, in: context.database)
        if let id = request.principalId {
            guard let program = try PrincipalRecord.find(id, in: context.database),
                program.tenantId == tenant, program.partnerId == nil, program.revokedAt == nil
            else { throw Refusal(.notFound) }
            try context.database.run(
                "INSERT OR REPLACE INTO message_programs (tenant_id, principal_id) VALUES (?, ?)",
                [tenant, id]
            )
        } else {
            try context.database.run(
                "DELETE FROM message_programs WHERE tenant_id = ?",
                [tenant]
            )
        }
        try context.audit(
            "tenants.messageProgram",
            about: tenant.uuid,
            before: before,
            after: request
        )
        return Reply()
    }
}

/// The programs that deliver messages to phones, one a tenant.
enum MessagePrograms {
    static func of(_ tenant: TenantID, in database: Database) throws -> MessageProgram {
        MessageProgram(
            principalId: try PrincipalID.one(
                database,
                "SELECT principal_id FROM message_programs WHERE tenant_id = ?",
                [tenant]
            )
        )
    }

    /// The program that messages are sealed to.
    ///
    /// - Throws: `messagesNotDelivered` if there is none, or its key was revoked.
    static func deliverer(
        of tenant: TenantID,
        in database: Database
    ) throws -> PrincipalRecord {
        guard let id = try of(tenant, in: database).principalId,
            var program = try PrincipalRecord.find(id, in: database)
        else { throw Refusal(.messagesNotDelivered) }
        // While a key is being replaced, messages are for the former one until its end.
        while program.revokedAt != nil,
            let next = try PrincipalRecord.one(
                database,
                "SELECT * FROM principals WHERE replaces = ?",
                [program.id]
            )
        {
            program = next
        }
        guard program.revokedAt == nil else { throw Refusal(.messagesNotDelivered) }
        return program
    }
}
