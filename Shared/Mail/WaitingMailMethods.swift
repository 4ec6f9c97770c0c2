package import OctopusContract
package import OctopusServiceKit

/// The method of a service that lists the mails that it has not sent: a line in each service.
package protocol WaitingMailLister: ReadHandler
where Environment: SendsMail, Request == WaitingMailRequest, Reply == Page<WaitingMail> {}

extension WaitingMailLister {
    package static func run(
        _ request: Request,
        in context: ReadContext<Environment>
    ) throws -> Reply {
        let list = Outbox.list(ofGivenUp: request.isGivenUp == true)
        return try page(list, of: request, in: context, as: MailRecord.self) {
            try context.environment.outbox.describe($0)
        }
    }
}

/// The method of a service that has its mails tried now: a line in each service.
package protocol MailRetrier: CommandHandler
where Environment: SendsMail, Request == Empty, Reply == RetriedMail {}

extension MailRetrier {
    package static func run(
        _ request: Request,
        in context: CommandContext<Environment>
    ) throws -> Reply {
        RetriedMail(waiting: Int64(try context.environment.outbox.retryAll(in: context)))
    }
}
