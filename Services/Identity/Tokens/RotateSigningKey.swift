package import Contract
package import ServiceKit

extension RotateSigningKey: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let environment = context.environment
        let alive = try SigningKeys.alive(context.database)
        if request.immediately == true {
            let key = try SigningKeys.create(
                usedFromAt: context.now,
                sealer: environment.sealer,
                in: context
            )
            for other in alive { try SigningKeys.retire(other, in: context) }
            return Reply(keyId: key.keyId, usedFromAt: key.usedFromAt)
        }
        if let waiting = alive.last, waiting.usedFromAt > context.now {
            return Reply(keyId: waiting.keyId, usedFromAt: waiting.usedFromAt)
        }
        let ahead = environment.keySchedule.publishAheadMilliseconds
        let key = try SigningKeys.create(
            usedFromAt: context.now.adding(milliseconds: ahead),
            sealer: environment.sealer,
            in: context
        )
        return Reply(keyId: key.keyId, usedFromAt: key.usedFromAt)
    }
}
