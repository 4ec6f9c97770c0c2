import GRDB
package import OctopusHelpdeskContract
import OctopusIdentityContract
package import OctopusServiceKit

/// An end user whose messages a partner does not take, as it lies in the database.
private struct BlockRecord: StoredRecord {
    static let databaseTableName = "blocks"

    let partner: PartnerID
    let endUser: EndUserID
    let blockedAt: Instant
    let blockedBy: UserID

    static func find(
        _ endUser: EndUserID,
        at partner: PartnerID,
        in database: Database
    ) throws -> BlockRecord? {
        try one(
            database,
            "SELECT * FROM blocks WHERE partner = ? AND end_user = ?",
            [partner, endUser]
        )
    }
}

/// From whom a partner takes no messages.
enum Blocks {
    /// - Throws: `blockedByPartner`.
    static func demandNone(
        of endUser: EndUserID,
        at partner: PartnerID,
        in database: Database
    ) throws {
        guard try BlockRecord.find(endUser, at: partner, in: database) == nil else {
            throw Refusal(.blockedByPartner)
        }
    }
}

extension BlockFollower: CommandHandler {
    package static func run(
        _ request: ConversationChoice,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let agent = try context.caller.requireOperator()
        let record = try SeenConversation.findWhole(
            request.conversationId,
            by: context.caller,
            in: context.database
        ).record
        guard case .endUser(let endUser) = record.customer else {
            throw FieldRules.refusal("conversationId", .form, "A visitor can't be blocked.")
        }
        if let block = try BlockRecord.find(endUser, at: partner.id, in: context.database) {
            return Reply(endUserId: endUser, blockedAt: block.blockedAt)
        }
        // Of an erased person nothing new is kept.
        guard
            let known = try EndUserRecord.find(endUser, of: partner.tenant, in: context.database),
            known.status != .erased
        else { throw Refusal(.notFound) }
        let block = BlockRecord(
            partner: partner.id,
            endUser: endUser,
            blockedAt: context.now,
            blockedBy: agent.id
        )
        try block.store(in: context.database)
        return Reply(endUserId: endUser, blockedAt: block.blockedAt)
    }
}

extension UnblockFollower: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.activePartner()
        let agent = try context.caller.requireOperator()
        let block = try BlockRecord.find(
            request.endUserId,
            at: partner.id,
            in: context.database
        )
        guard let block else { return Empty() }
        guard agent.isAdministrator || block.blockedBy == agent.id else {
            throw Refusal(.notFound)
        }
        try context.database.run(
            "DELETE FROM blocks WHERE partner = ? AND end_user = ?",
            [partner.id, request.endUserId]
        )
        return Empty()
    }
}

extension ListBlockedFollowers: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<BlockedFollower> {
        let agent = try context.caller.requireOperator()
        var list = ListQuery(
            of: BlockRecord.self,
            by: "blocked_at",
            "end_user",
            direction: .descending
        )
        list.filter("partner", try context.caller.requirePartner())
        list.filter("blocked_by", agent.isAdministrator ? nil : agent.id)
        return try page(list, of: request, in: context, as: BlockRecord.self) { block in
            BlockedFollower(
                endUserId: block.endUser,
                name: try String.one(
                    context.database,
                    "SELECT name FROM end_users WHERE id = ?",
                    [block.endUser]
                ),
                blockedAt: block.blockedAt,
                blockedBy: block.blockedBy
            )
        }
    }
}
