package import OctopusContract
package import OctopusServiceKit
package import struct FoundationEssentials.UUID

/// The environment of a service that sends mail.
package protocol SendsMail: Sendable {
    var outbox: Outbox { get }
}

extension CommandContext where Environment: SendsMail {
    /// Has a mail sent once this transaction is on disk.
    @discardableResult
    package func send(_ mail: Mail) throws -> MailID {
        try environment.outbox.put(mail, in: self)
    }

    /// Notes that a mail has nobody to go to, so that it is seen among those that were given up.
    package func missMail(
        _ purpose: Mail.Purpose,
        about subject: UUID,
        of tenant: TenantID,
        _ partner: PartnerID?
    ) throws {
        try environment.outbox.miss(purpose, about: subject, of: tenant, partner, in: self)
    }

    /// Takes back what was not sent yet about somebody, as an invitation that another one replaces.
    package func takeBackMail(_ purpose: Mail.Purpose? = nil, about subject: UUID) throws {
        try environment.outbox.remove(purpose, about: subject, in: database)
    }
}

extension WorkContext where Environment: SendsMail {
    /// Has a mail sent once this transaction is on disk.
    @discardableResult
    package func send(_ mail: Mail) throws -> MailID {
        try environment.outbox.put(mail, in: self)
    }

    /// Takes back what was not sent yet about somebody.
    package func takeBackMail(_ purpose: Mail.Purpose? = nil, about subject: UUID) throws {
        try environment.outbox.remove(purpose, about: subject, in: database)
    }
}
