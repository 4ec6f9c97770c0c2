package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EditPointType: CommandHandler {
    /// Points that were already given keep the expiry that they were given with.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> PointType {
        let partner = try context.activePartner()
        try PointTypeRules.check(
            name: request.name.trimmed,
            validity: request.validity,
            noticeDays: request.expiryNoticeDays,
            noticeMessage: request.expiryMessage?.trimmed
        )
        var record = try PointTypeRecord.find(
            request.pointTypeId,
            of: partner.id,
            in: context.database
        )
        guard record.version == request.version else { throw Refusal(.stale) }
        guard record.status == .active else { throw Refusal(.pointTypeRetired) }
        record.name = request.name.trimmed
        record.validity = request.validity
        record.noticeDays = request.expiryNoticeDays
        record.noticeMessage = request.expiryMessage?.trimmed
        try record.update(in: context.database)
        try context.emit(record.changed, about: record.id.uuid, of: partner)
        return record.pointType
    }
}
