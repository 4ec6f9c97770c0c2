import OctopusCBOR
package import OctopusContract
package import GRDB
package import struct FoundationEssentials.UUID

/// The present states of one kind of event, for readers that begin without the log's past.
package struct SnapshotDefinition: Sendable {
    package let declaration: EventDeclaration
    /// Some states whose subject is greater than `after`, in the subject's order.
    let page: @Sendable (Database, _ after: UUID?, _ limit: Int, Sight) throws -> StatesFound

    /// Reads states of `E` in pages.
    ///
    /// `rows`: at most `limit` rows whose subject is greater than `after`, in the order of
    /// their subjects' bytes.
    package static func of<E: Event>(
        _ event: E.Type,
        rows:
            @escaping @Sendable (Database, _ after: UUID?, _ limit: Int) throws -> [SnapshotRow<E>]
    ) -> Self {
        Self(declaration: E.declaration) { database, after, limit, sight in
            let encoder = CBOREncoder()
            let rows = try rows(database, after, limit)
            let visible = rows.filter {
                sight.sees(
                    tenant: $0.tenant,
                    partner: $0.partner,
                    subject: $0.subject,
                    audience: $0.event.audience
                )
            }
            let states = try visible.map { row in
                EncodedState(
                    kind: E.declaration.kind,
                    subject: row.subject,
                    tenant: row.tenant,
                    partner: row.partner,
                    body: try encoder.encode(row.event),
                    personal: try row.personal.map { try encoder.encode($0) }
                )
            }
            return StatesFound(
                states: states,
                last: rows.count < limit ? nil : rows.last?.subject
            )
        }
    }
}

/// What was found in some rows.
struct StatesFound: Sendable {
    /// Those that the reader may see.
    let states: [EncodedState]
    /// The last row that was looked at; nil if there are no more.
    let last: UUID?
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

    /// At least what it adds to a reply, with the names of its fields.
    var travellingBytes: Int { body.count + (personal?.count ?? 0) + kind.utf8.count + 160 }
}
