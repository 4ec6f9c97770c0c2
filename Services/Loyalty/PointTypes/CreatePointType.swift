package import OctopusLoyaltyContract
package import OctopusServiceKit

extension CreatePointType: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> PointType {
        let partner = try context.activePartner()
        try PointTypeRules.check(request)
        try PointTypeRules.checkChannels(of: request, at: partner.id, in: context.database)
        let count = try PointTypeRecord.count(of: partner.id, in: context.database)
        guard count < PointTypeRules.largestCount else {
            throw Refusal(.tooMany, "There are \(count) active point types; retire one.")
        }
        let record = PointTypeRecord(request, id: context.newID(), of: partner, at: context.now)
        try record.requireFreeName(in: context.database)
        if record.noticeDueAt != nil { try context.wake(ExpiryNotices.job) }
        return try context.create(record).pointType
    }
}
