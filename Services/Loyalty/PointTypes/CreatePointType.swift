package import OctopusLoyaltyContract
package import OctopusServiceKit

extension CreatePointType: CommandHandler {
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
        let count = try PointTypeRecord.count(of: partner.id, in: context.database)
        guard count < PointTypeRules.largestCount else {
            throw Refusal(
                .tooMany,
                "There are \(count) active point types; retire one that is no longer given."
            )
        }
        let record = PointTypeRecord(
            id: context.newID(),
            partner: partner.id,
            version: 1,
            name: request.name.trimmed,
            validity: request.validity,
            noticeDays: request.expiryNoticeDays,
            noticeMessage: request.expiryMessage?.trimmed,
            status: .active,
            createdAt: context.now
        )
        try record.insert(in: context.database)
        try context.emit(record.changed, about: record.id.uuid, of: partner)
        return record.pointType
    }
}
