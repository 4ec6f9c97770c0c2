import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension InviteVisitor: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let (partner, agent) = (try context.activePartner(), try context.caller.requireOperator())
        let database = context.database
        let channel = try ChannelRecord.find(request.channelId, of: partner.id, in: database)
        guard
            let visitor = try VisitorRecord.find(request.visitorId, of: partner.id, in: database)
        else { throw Refusal(.notFound) }
        let customer = Customer.visitor(request.visitorId)
        if let present = try ConversationRecord.find(
            of: customer,
            with: channel.id,
            in: database
        ) {
            return try context.take(present, by: agent).standing
        }
        guard visitor.isThere(at: context.now) else { throw Refusal(.visitorGone) }
        try context.demandOpen(channel, for: customer)
        var record = ConversationRecord(
            of: customer,
            with: channel,
            id: context.newID(),
            at: context.now
        )
        record.rule = try Routing.rule(for: visitor.address, of: partner.id, in: database)
        try context.create(record)
        let created = try ConversationRecord.find(record.id, of: partner.id, in: database)
        return try context.give(created, to: agent.id, as: .invited).standing
    }
}
