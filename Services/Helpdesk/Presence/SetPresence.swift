import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension SetPresence: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let agent = try context.caller.requireOperator()
        let partner = try context.activePartner()
        return Reply(untilAt: try context.sayPresent(agent.id, of: partner, request.state))
    }
}

extension ListOperators: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<OperatorPresence> {
        let own = try? context.caller.requireOperator()
        let seesAll = own?.isAdministrator ?? true
        var list = ListQuery(of: OperatorRecord.self, by: "id")
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context, as: OperatorRecord.self) { record in
            OperatorPresence(
                userId: record.id,
                name: record.name,
                state: record.isActive
                    ? try Presences.state(of: record.id, at: context.now, in: context.database)
                    : .away,
                conversations: seesAll || record.id == own?.id
                    ? try Candidates.held(by: record.id, in: context.database) : nil
            )
        }
    }
}
