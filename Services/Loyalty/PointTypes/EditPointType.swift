package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EditPointType: CommandHandler {
    /// Points that were already given keep the expiry that they were given with.
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> PointType {
        let partner = try context.activePartner()
        try PointTypeRules.check(request)
        try PointTypeRules.checkChannels(of: request, at: partner.id, in: context.database)
        return try context.edit(
            PointTypeRecord.self,
            request.pointTypeId,
            of: partner.id,
            version: request.version
        ) { record in
            guard record.status == .active else { throw Refusal(.pointTypeRetired) }
            let key = record.nameKey
            record.take(request, at: context.now)
            if record.noticeDueAt != nil { try context.wake(ExpiryNotices.job) }
            if record.nameKey != key { try record.requireFreeName(in: context.database) }
        }.pointType
    }
}
