import GRDB
import OctopusMail
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore

/// What strangers said of themselves when they asked to become partners.
enum Strangers {
    /// How long it is kept after a rejection, and after the account was opened: for a restored identity that
    /// opens it anew.
    static let keptMilliseconds: Int64 = 30 * 86_400_000
    /// How long a request waits for its decision.
    static let waitMilliseconds: Int64 = 180 * 86_400_000

    /// What stands for the reason of a rejection; triggers let nothing else replace it.
    static let erased = "(erased)"

    /// Erases it in the requests, and why they were rejected in the history, too, which keeps what the business
    /// was to be called.
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
        let areDone = try context.each(due) { record in
            var record = record
            try context.forget(&record)
            try context.takeBackMail(about: record.id.uuid)
        }
        return areDone ? due.count : slice
    }

    /// Demands that not too many wait for the tenant, to whom none of them is known.
    ///
    /// - Throws: `tooManyStrangers`.
    static func demandRoom(at tenant: TenantID, in database: Database) throws {
        let waiting = try Int64.one(
            database,
            """
            SELECT count(*) FROM requests
            WHERE tenant = ? AND status = 'pending' AND kind = 'partnership'
            """,
            [tenant]
        )
        guard waiting ?? 0 < PartnersLimits.strangers else { throw Refusal(.tooManyStrangers) }
    }
}

extension Emitting {
    /// Erases what a stranger said of themselves, in the request and in what was told; one that waits ends.
    func forget(_ record: inout RequestRecord) throws {
        record.forgetRequester()
        if record.status == .pending {
            record.lapse(at: now)
            record = try storeNext(of: record)
        } else {
            try record.storeChange(in: database)
        }
        try database.run(
            "UPDATE decisions SET reason = ? WHERE request = ? AND reason IS NOT NULL",
            [Strangers.erased, record.id]
        )
        // Each try to open the account was told about the partner.
        if let partner = record.partner { try transaction.erasePersonal(about: partner.uuid) }
        transaction.leaveNoTrace()
    }
}
