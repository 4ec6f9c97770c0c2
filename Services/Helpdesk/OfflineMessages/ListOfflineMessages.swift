import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ListOfflineMessages: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<OfflineMessage> {
        _ = try OfflineReceivers.demand(context.caller, in: context.database)
        var list = ListQuery(of: OfflineMessageRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.where("handled_at IS \(request.isHandled == true ? "NOT " : "")NULL")
        return try page(
            list,
            of: request,
            in: context,
            as: OfflineMessageRecord.self
        ) { try $0.message(in: context.database) }
    }
}

extension HandleOfflineMessage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let partner = try context.activePartner()
        let agent = try OfflineReceivers.demand(context.caller, in: context.database)
        var record = try OfflineMessageRecord.find(
            request.offlineMessageId,
            of: partner.id,
            in: context.database
        )
        if let first = record.handledBy, let at = record.handledAt {
            return Reply(handledBy: first, handledAt: at)
        }
        record.handle(by: agent.id, at: context.now)
        try record.storeChange(in: context.database)
        return Reply(handledBy: agent.id, handledAt: context.now)
    }
}
