import GRDB
package import OctopusHelpdeskContract
import OctopusMail
package import OctopusServiceKit

extension LeaveOfflineMessage: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let fields = try OfflineFields(request)
        let database = context.database
        guard case .customer(let customer) = try context.caller.participant() else {
            throw Refusal(.denied)
        }
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: database
        )
        _ = try context.activePartner()
        try context.demandOpen(channel, for: customer)
        let page = fields.page.flatMap { PageAddress($0) }
        try channel.demandWebsite(of: page, for: customer, in: database)
        let standing = try channel.standing(
            by: Routing.rule(for: page, of: channel.partner, in: database),
            at: context.now,
            in: database
        )
        guard standing.state == .offline else { throw Refusal(.operatorsPresent) }
        let throttle = Throttle.offline(customer, fields.email, at: channel, context.caller)
        try throttle.check(in: database, at: context.now)
        try throttle.count(in: database, at: context.now)
        let record = OfflineMessageRecord(
            fields,
            id: context.newID(),
            by: customer,
            to: channel,
            at: context.now
        )
        try record.store(in: database)
        try context.mail(record, by: customer, to: channel)
        return Reply(offlineMessageId: record.id, at: record.leftAt)
    }
}

extension Mail.Purpose {
    static let offlineMessage = Mail.Purpose("offlineMessage")
}

extension CommandContext<HelpdeskEnvironment> {
    /// Writes a mail to each receiver, in the transaction of the message: each leaves once, or none does.
    fileprivate func mail(
        _ record: OfflineMessageRecord,
        by customer: Customer,
        to channel: ChannelRecord
    ) throws {
        let receivers = try OfflineReceivers.of(channel.partner, in: database)
        let mails = receivers.compactMap { receiver in
            receiver.email.flatMap { EmailAddress($0) }.map { address in
                record.mail(to: receiver.name, address, by: customer, of: channel)
            }
        }
        for mail in mails { try send(mail) }
        if mails.isEmpty {
            try missMail(
                .offlineMessage,
                about: customer.uuid,
                of: channel.tenant,
                channel.partner
            )
        }
    }
}

extension OfflineMessageRecord {
    /// What a stranger typed stands in paragraphs alone, never in a header that can be made of it.
    fileprivate func mail(
        to receiver: String?,
        _ address: EmailAddress,
        by customer: Customer,
        of channel: ChannelRecord
    ) -> Mail {
        var paragraphs: [Letter.Paragraph] = [
            .text(receiver.map { "Hello \($0)," } ?? "Hello,"),
            .text(
                "\(name) (\(email)) has left a message at \(channel.name) while nobody was there:"
            ),
            .text(text),
        ]
        if let page { paragraphs.append(.text("They were on the page \(page)")) }
        var mail = Mail(
            .offlineMessage,
            to: receiver,
            address,
            about: customer.uuid,
            of: channel.tenant,
            subject: "A message was left at \(channel.name)",
            Letter(paragraphs)
        )
        mail.partner = channel.partner
        mail.replyTo = EmailAddress(email)
        return mail
    }
}

extension ThrottlePolicy {
    /// Messages of one person, and messages that name one e-mail address.
    fileprivate static let offlineMessages = ThrottlePolicy(
        "offlineMessage",
        free: 3,
        delays: .seconds(60) ... .seconds(3600),
        forgettingOneEach: .seconds(1200)
    )
    /// Messages from one address of the network.
    fileprivate static let offlineAddress = ThrottlePolicy(
        "offlineAddress",
        free: 10,
        delays: .seconds(30) ... .seconds(900),
        forgettingOneEach: .seconds(300)
    )
    /// Messages to one partner.
    fileprivate static let offlinePartner = ThrottlePolicy(
        "offlinePartner",
        free: 100,
        forgettingOneEach: .seconds(30)
    )
}

extension Throttle {
    /// Messages that fill mailboxes.
    fileprivate static func offline(
        _ customer: Customer,
        _ email: EmailAddress,
        at channel: ChannelRecord,
        _ caller: Caller
    ) -> Throttle {
        let partner = channel.partner.description
        return Throttle(
            ThrottleKey(.offlineMessages, partner, "\(customer.uuid)"),
            ThrottleKey(.offlineMessages, partner, email.text),
            lasting: caller.place.source.map { [ThrottleKey(.offlineAddress, $0)] } ?? [],
            crowd: ThrottleKey(.offlinePartner, partner)
        )
    }
}
