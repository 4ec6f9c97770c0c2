import GRDB
import OctopusMail
package import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

/// What strangers said of themselves, who have not become partners.
enum Strangers {
    /// How long it is kept after a rejection.
    static let keptMilliseconds: Int64 = 30 * 86_400_000

    /// Erases it in the requests; the history keeps what the business was to be called.
    static let erasing = JobDefinition<PartnersEnvironment>.expiry(
        "strangers",
        slice: 200,
        every: .seconds(3600)
    ) { context, slice in
        let due = try RequestRecord.all(
            context.database,
            "SELECT * FROM requests WHERE forget_at <= ? LIMIT ?",
            [context.now, slice]
        )
        for var record in due {
            record.forgetRequester()
            try record.storeChange(in: context.database)
        }
        if !due.isEmpty { context.transaction.leaveNoTrace() }
        return due.count
    }
}

extension EraseRequester: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Empty {
        var record = try RequestRecord.find(
            request.requestId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard record.kind == .partnership else { throw Refusal(.notFound) }
        guard record.status == .rejected else {
            throw Refusal(.wrongState, "It is \(record.status.rawValue); it must be rejected.")
        }
        record.forgetRequester()
        try record.storeChange(in: context.database)
        // The rejection's mail, if it waits still.
        try context.takeBackMail(about: record.id.uuid)
        context.transaction.leaveNoTrace()
        return Empty()
    }
}
