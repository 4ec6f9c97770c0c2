package import GRDB
package import OctopusContract
package import OctopusServiceKit
import OctopusStore

extension Outbox {
    /// The mails that wait, or those that were given up; the newest first.
    package static func list(ofGivenUp isGivenUp: Bool) -> ListQuery {
        var list = ListQuery(of: MailRecord.self, by: "id", direction: .descending)
        list.filter("waits", !isGivenUp)
        return list
    }

    /// What is told of a mail that was not sent.
    package func describe(_ record: MailRecord) throws -> WaitingMail {
        WaitingMail(
            id: record.id,
            tenantId: record.tenantId,
            purpose: record.purpose,
            subjectId: record.subjectId,
            to: record.sealed == nil ? nil : try? open(record).to,
            createdAt: record.createdAt,
            attempts: record.attempts,
            triedAt: record.triedAt,
            nextAt: record.dueAt,
            // What was never tried waits for what hinders all.
            failure: record.failure ?? trouble?.failure,
            serverCode: record.failure == nil ? trouble?.code : record.code,
            givenUpAt: record.givenUpAt
        )
    }

    /// Whom the mails that wait are for, and every byte of them; the oldest first.
    package func waiting(in database: Database) throws -> [(to: String, message: [UInt8])] {
        try MailRecord.all(
            database,
            "SELECT * FROM mails WHERE waits = 1 ORDER BY id LIMIT 1000"
        )
        .map { record in
            let envelope = try open(record)
            return (envelope.to, Array(envelope.message))
        }
    }

    /// Makes all mails due that wait.
    ///
    /// - Returns: How many they are.
    package func retryAll(in context: some Emitting) throws -> Int {
        let count = try context.database.run(
            "UPDATE mails SET due_at = ? WHERE waits = 1",
            [context.now]
        )
        context.transaction.afterCommit { [news] in news.hurry() }
        return count
    }
}
