import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension CallingOperator {
    /// The operator whose digest the bridge to SIP has checked.
    ///
    /// - Throws: `notAnOperator` for one who is none of the partner's, or may not log in.
    static func bySIP(
        _ id: UserID,
        of partner: PartnerID,
        in database: Database
    ) throws -> CallingOperator {
        let record = try OperatorRecord.one(
            database,
            "SELECT * FROM operators WHERE id = ? AND partner = ? AND is_active = 1",
            [id, partner]
        )
        guard let record else { throw Refusal(.notAnOperator) }
        return CallingOperator(id: record.id, isAdministrator: record.isAdministrator)
    }
}

extension NameSIPOperator: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let name = try String.one(
            context.database,
            "SELECT name FROM operators WHERE id = ? AND partner = ?",
            [request.userId, context.caller.requirePartner()]
        )
        return Reply(name: name)
    }
}

extension KeepSIPPresence: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.activePartner()
        guard request.userIds.count <= mostUsers else {
            throw FieldRules.refusal("userIds", .range, "At most \(mostUsers) operators.")
        }
        for id in Set(request.userIds) {
            guard
                let agent = try? CallingOperator.bySIP(id, of: partner.id, in: context.database),
                let state = try state(of: agent.id, in: context)
            else { continue }
            _ = try context.sayPresent(agent.id, of: partner, state)
        }
        return Empty()
    }

    /// What they have chosen; nil while another program of theirs says that they are away.
    private static func state(
        of agent: UserID,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> PresenceState? {
        guard let record = try PresenceRecord.find(agent, in: context.database),
            record.isSaid(at: context.now)
        else { return .available }
        return record.chosen == .away ? nil : record.chosen
    }
}
