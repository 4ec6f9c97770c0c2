package import OctopusIdentityContract
package import OctopusServiceKit
import OctopusStore

extension RotateSigningKey: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        if request.immediately == true {
            let sealer = context.environment.sealer
            let key = try SigningKeys.replaceAll(sealer: sealer, in: context)
            return Reply(keyId: key.keyId, usedFromAt: key.usedFromAt)
        }
        let schedule = context.environment.keySchedule
        let alive = try SigningKeys.alive(context.database)
        if let waiting = alive.last(where: { schedule.isWaiting($0.times, at: context.now) }) {
            return Reply(keyId: waiting.keyId, usedFromAt: waiting.usedFromAt)
        }
        let ahead = schedule.publishAheadMilliseconds
        let key = try create(usedFromAt: context.now.adding(milliseconds: ahead), in: context)
        return Reply(keyId: key.keyId, usedFromAt: key.usedFromAt)
    }

    private static func create(
        usedFromAt: Instant,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> SigningKeyRecord {
        // The job works out anew when the key before it is to be retired.
        try context.transaction.wakeJob(SigningKeys.job)
        return try SigningKeys.create(
            usedFromAt: usedFromAt,
            sealer: context.environment.sealer,
            in: context
        )
    }
}
