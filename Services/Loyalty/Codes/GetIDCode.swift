package import OctopusLoyaltyContract
package import OctopusServiceKit

extension GetIDCode: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> SignedCode {
        let tenant = try context.caller.requireTenant()
        let endUser = try context.caller.requireEndUser()
        try EndUserRecord.active(endUser, of: tenant, in: context.database)
        return try context.makeCode(.endUser, endUser.uuid, of: tenant)
    }
}
