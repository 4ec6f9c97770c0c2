package import OctopusIdentityContract
import OctopusMail
package import OctopusServiceKit

extension ListWaitingMail: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let list = Outbox.list(ofGivenUp: request.isGivenUp == true)
        return try page(list, of: request, in: context, as: MailRecord.self) {
            try context.environment.outbox.describe($0)
        }
    }
}

extension RetryMail: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(waiting: Int64(try context.environment.outbox.retryAll(in: context)))
    }
}
