package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetScan: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let scanned = try context.scanned(request.scan, of: context.caller.requirePartner())
        guard let scanned else { throw Refusal(.notFound) }
        let endUser = try EndUserRecord.find(
            scanned.endUser,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard let endUser else { throw Refusal(.notFound) }
        return Reply(
            endUserId: endUser.id,
            endUserCode: endUser.code,
            name: endUser.name,
            scanExpiresAt: scanned.expiresAt
        )
    }
}
