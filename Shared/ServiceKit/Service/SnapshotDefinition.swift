import OctopusCBOR
package import OctopusContract
package import GRDB
package import struct FoundationEssentials.UUID

/// The present states of one kind of event, for readers that begin without the log's past.
package struct SnapshotDefinition: Sendable {
    package let declaration: EventDeclaration
    /// At most `limit` states whose subject is greater than `after`, in the subject's order.
    let page: @Sendable (Database, _ after: UUID?, _ limit: Int) throws -> [EncodedState]

    /// Reads states of `E` in pages.
    ///
    /// `rows`: at most `limit` rows whose subject is greater than `after`, in the order of
    /// their subjects' bytes.
    package static func of<E: Event>(
        _ event: E.Type,
        rows:
            @escaping @Sendable (Database, _ after: UUID?, _ limit: Int) throws -> [SnapshotRow<E>]
    ) -> Self {
        Self(declaration: E.declaration) { database, after, limit in
            let encoder = CBOREncoder()
            return try rows(database, after, limit).map { row in
                EncodedState(
                    kind: E.declaration.kind,
                    subject: row.subject,
                    tenant: row.tenant,
                    partner: row.partner,
                    body: try encoder.encode(row.event),
                    personal: try row.personal.map { try encoder.encode($0) }
                )
            }
        }
    }
}

/// The present state of one thing, with whom it belongs to.
package struct SnapshotRow<E: Event>: Sendable {
    package let subject: UUID
    package let tenant: TenantID?
    package let partner: PartnerID?
    package let event: E
    package let personal: E.Personal?

    package init(
        subject: UUID,
        tenant: TenantID?,
        partner: PartnerID? = nil,
        event: E,
        personal: E.Personal? = nil
    ) {
        self.subject = subject
        self.tenant = tenant
        self.partner = partner
        self.event = event
        self.personal = personal
    }
}

/// A state as it travels.
struct EncodedState: Sendable {
    let kind: String
    let subject: UUID
    let tenant: TenantID?
    let partner: PartnerID?
    let body: [UInt8]
    let personal: [UInt8]?
}
