import OctopusCBOR
package import OctopusContract
package import GRDB
package import OctopusStore
package import struct FoundationEssentials.UUID

/// What may be done inside a transaction besides SQL: identifiers, randomness, events.
package protocol Emitting {
    var now: Instant { get }
    var transaction: Transaction { get }
    /// The W3C trace of the call or event that caused this, which its events carry on.
    var trace: String? { get }
    var ids: any IDSource { get }
}

extension Emitting {
    package var database: Database { transaction.database }

    package func newID<ID: TypedID>(_ type: ID.Type = ID.self) -> ID {
        ID(ids.uuid(at: now))
    }

    package func randomBytes(_ count: Int) -> [UInt8] {
        ids.randomBytes(count)
    }

    /// Appends an event to the service's log, in the same transaction.
    ///
    /// Those whom it concerns (`Event.audience`) may read it, and are woken if they wait for it. It bears
    /// the person whose call caused it, and who acted in that person's place.
    /// Throws a refusal (`invalid`) if the event is so large that no reader could be sent it.
    package func emit<E: Event>(
        _ event: E,
        personal: E.Personal? = nil,
        about subject: UUID,
        tenant: TenantID?,
        partner: PartnerID? = nil
    ) throws {
        try emit(
            event,
            personal: personal,
            insteadOf: nil,
            about: subject,
            tenant: tenant,
            partner: partner
        )
    }

    /// The same of a thing that the audit shall know as it was before.
    func emit<E: Event>(
        _ event: E,
        personal: E.Personal?,
        insteadOf before: AuditState?,
        about subject: UUID,
        tenant: TenantID?,
        partner: PartnerID?
    ) throws {
        let encoder = CBOREncoder()
        let person = (transaction.cause as? Caller)?.person
        let new = NewEvent(
            kind: E.declaration.kind,
            isSecurity: E.declaration.isSecurity,
            tenant: tenant?.uuid,
            partner: partner?.uuid,
            subject: subject,
            trace: trace,
            body: try encoder.encode(event),
            personal: try personal.map { try encoder.encode($0) },
            audience: event.audience,
            by: person?.subject,
            actor: person?.actor
        )
        guard !new.isTooLong else {
            throw Refusal.invalid(
                Violation(
                    path: "",
                    rule: "length",
                    message: "It is larger than what other services can be told of at once."
                )
            )
        }
        try transaction.append(new)
        transaction.audit?.note(
            AuditDraft.Change(
                kind: new.kind,
                about: subject,
                holder: event.audience.first ?? subject,
                before: before,
                after: AuditState(body: new.body, personal: new.personal)
            )
        )
        if E.declaration.isSecurity {
            transaction.tell(
                of: RightChange(
                    event: E.declaration.kind,
                    body: new.body,
                    subject: subject,
                    tenant: tenant?.uuid
                )
            )
            if let record = SecuritySurvival.record(of: event, about: subject, body: new.body) {
                transaction.outlive(record)
            }
        }
    }

    /// Removes what the log, the audit's digests and the database's files keep of an erased person.
    package func eraseTraces(of person: UUID) throws {
        try transaction.erasePersonal(about: person)
        try AuditSalts.forget(person, in: database)
        transaction.leaveNoTrace()
    }

    /// Makes a job of the service's due, together with what this transaction leaves for it to do.
    ///
    /// `at`: when, at the latest; nil is now. A job that is due sooner stays so.
    package func wake(_ job: String, at: Instant? = nil) throws {
        try transaction.wakeJob(job, atMilliseconds: at?.milliseconds)
    }
}
