import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension GetOpeningHours: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> OpeningHours {
        let (partner, database) = (try context.caller.requirePartner(), context.database)
        if let channel = request.channelId {
            _ = try ChannelRecord.find(channel, of: partner, in: database)
        }
        return try OpeningHoursRecord.hours(of: request.channelId, partner, in: database)?
            .hours(of: request.channelId)
            ?? OpeningHours(channelId: request.channelId, version: 0, terms: nil)
    }
}

extension SetOpeningHours: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> OpeningHours {
        let partner = try context.administeredPartner()
        let database = context.database
        if let channel = request.channelId {
            _ = try ChannelRecord.find(channel, of: partner.id, in: database)
        }
        let terms = try request.terms?.checked()
        let present = try OpeningHoursRecord.hours(
            of: request.channelId,
            partner.id,
            in: database
        )
        guard present?.version ?? 0 == request.version else { throw Refusal(.stale) }
        var record =
            present
            ?? OpeningHoursRecord(
                id: request.channelId?.uuid ?? partner.id.uuid,
                partner: partner.id
            )
        record.version += 1
        record.terms = terms
        if present == nil {
            try record.store(in: database)
        } else {
            try record.storeChange(in: database)
        }
        try context.assign(at: partner.id)
        return record.hours(of: request.channelId)
    }
}
