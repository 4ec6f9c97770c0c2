package import OctopusLoyaltyContract
package import OctopusServiceKit

extension RetirePointType: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> PointType {
        let partner = try context.activePartner()
        var record = try PointTypeRecord.find(
            request.pointTypeId,
            of: partner.id,
            in: context.database
        )
        guard record.version == request.version else { throw Refusal(.stale) }
        guard record.status == .active else { throw Refusal(.pointTypeRetired) }
        record.status = .retired
        try record.update(in: context.database)
        try context.emit(record.changed, about: record.id.uuid, of: partner)
        return record.pointType
    }
}
