package import OctopusLoyaltyContract
package import OctopusServiceKit

extension RetirePointType: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> PointType {
        try context.edit(
            PointTypeRecord.self,
            request.pointTypeId,
            of: context.activePartner().id,
            version: request.version
        ) { record in
            guard record.status == .active else { throw Refusal(.pointTypeRetired) }
            record.status = .retired
        }.pointType
    }
}
