import CoreMetrics
import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusContract
import OctopusMIME
package import OctopusServiceKit
import OctopusStore
import Synchronization

/// Where mails lie, sealed, from the transaction of their cause until a server has taken them.
package final class Outbox: Sendable {
    let settings: MailSettings
    let resources: ServiceResources
    let carrier: any MailCarrier
    let meter: MailMeter
    let news = MailNews()
    private let serverTrouble = Mutex<MailFault?>(nil)

    /// Reads the settings of mail.
    ///
    /// - Throws: `StartFailure`, which says what to correct.
    package init(_ resources: ServiceResources) throws {
        settings = try MailSettings(resources.settings)
        carrier = try settings.carrier()
        meter = MailMeter()
        self.resources = resources
    }

    deinit { carrier.stop() }

    /// Why nothing leaves at all, as far as is known.
    var trouble: MailFault? {
        if case .none = settings.way { return MailFault(.notSetUp, isOfMail: false) }
        return serverTrouble.withLock { $0 }
    }

    /// Keeps what troubles the server now.
    ///
    /// - Returns: What did before, if one of the two is none and the other is not.
    func change(trouble: MailFault?) -> MailFault? {
        serverTrouble.withLock { known in
            defer { known = trouble }
            return (known == nil) == (trouble == nil) ? nil : known ?? trouble
        }
    }

    func put(_ mail: Mail, in context: some Emitting) throws -> MailID {
        let id = context.newID(MailID.self)
        let message = try message(mail, id, at: context.now)
        let envelope = MailRecord.Envelope(
            from: message.from.address,
            to: message.to.address,
            message: Data(message.bytes)
        )
        let sealed = try resources.sealer.seal(
            CBOREncoder().encode(envelope),
            for: MailRecord.place(of: id)
        )
        let record = MailRecord(
            id: id,
            tenantId: mail.tenant,
            partnerId: mail.partner,
            subjectId: mail.subjectID,
            purpose: mail.purpose.word,
            sealed: Data(sealed),
            createdAt: context.now,
            dueAt: context.now,
            usefulUntil: mail.usefulUntil
        )
        try record.insert(context.database)
        context.transaction.afterCommit { [news] in news.tell() }
        return id
    }

    /// Writes down a mail that has nobody to go to, as one that was given up: so it is seen in the list.
    func miss(
        _ purpose: Mail.Purpose,
        about subject: UUID,
        of tenant: TenantID,
        _ partner: PartnerID?,
        in context: some Emitting
    ) throws {
        let id = context.newID(MailID.self)
        var record = MailRecord(
            id: id,
            tenantId: tenant,
            partnerId: partner,
            subjectId: subject,
            purpose: purpose.word,
            createdAt: context.now,
            usefulUntil: nil
        )
        (record.waits, record.failure, record.givenUpAt) = (false, .noAddress, context.now)
        try record.insert(context.database)
        meter.givenUp.increment()
    }

    func remove(
        _ purpose: Mail.Purpose?,
        about subject: UUID,
        in database: Database
    ) throws {
        try database.run(
            "DELETE FROM mails WHERE subject_id = ? AND (?2 IS NULL OR purpose = ?2)",
            [subject, purpose?.word]
        )
    }

    func open(_ record: MailRecord) throws -> MailRecord.Envelope {
        let bytes = try resources.sealer.open(
            Array(record.sealed ?? Data()),
            at: MailRecord.place(of: record.id)
        )
        return try CBORDecoder().decode(MailRecord.Envelope.self, from: bytes)
    }

    /// The same for the one who sends: a mail that can't be opened holds up no other.
    func opened(_ record: MailRecord) throws(MailFault) -> MailRecord.Envelope {
        do { return try open(record) } catch { throw MailFault(.unreadable, isOfMail: true) }
    }

    private func message(_ mail: Mail, _ id: MailID, at now: Instant) throws -> MailMessage {
        guard let to = MailAddress(name: mail.name, address: mail.address.deliverable) else {
            throw Refusal.invalid(
                Violation(path: "", rule: "form", message: "The address can't be written to.")
            )
        }
        let from = settings.from
        var message = MailMessage(
            id: id.description,
            from: MailAddress(name: mail.senderName ?? from.name, address: from.address) ?? from,
            to: to,
            subject: mail.subject,
            text: mail.letter.text,
            sentAtMilliseconds: now.milliseconds
        )
        message.html = mail.letter.html
        message.replyTo = mail.replyTo.flatMap { MailAddress(address: $0.deliverable) }
        message.unsubscribe = mail.unsubscribe
        return message
    }
}
