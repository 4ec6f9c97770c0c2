import GRDB
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension EndDisplay: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> DisplayedCode {
        var record = try DisplayRecord.own(
            request.displayId,
            of: context.caller,
            in: context.database
        )
        record.expiresAt = min(record.expiresAt, context.now)
        try record.storeChange(of: ["expires_at"], in: context.database)
        return record.displayed
    }
}
