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
    package func emit<E: Event>(
        _ event: E,
        personal: E.Personal? = nil,
        about subject: UUID,
        tenant: TenantID?,
        partner: PartnerID? = nil
    ) throws {
        let encoder = CBOREncoder()
        try transaction.append(
            NewEvent(
                kind: E.declaration.kind,
                isSecurity: E.declaration.isSecurity,
                tenant: tenant?.uuid,
                partner: partner?.uuid,
                subject: subject,
                trace: trace,
                body: encoder.encode(event),
                personal: personal.map { try encoder.encode($0) }
            )
        )
    }

    /// Makes a job of the service's due, together with what this transaction leaves for it to do.
    ///
    /// `at`: when, at the latest; nil is now. A job that is due sooner stays so.
    package func wake(_ job: String, at: Instant? = nil) throws {
        try transaction.wakeJob(job, atMilliseconds: at?.milliseconds)
    }
}
