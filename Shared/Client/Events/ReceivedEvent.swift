public import OctopusContract
public import struct FoundationEssentials.UUID

/// An event of one kind, and where the log stands after it.
///
/// The event's own fields are read as if they were its own: `received.amount`.
@dynamicMemberLookup
public struct ReceivedEvent<E: Event>: Sendable {
    /// What happened.
    public let event: E
    /// The personal fields; nil if there are none, if they were erased, or if the caller may not see them.
    public let personal: E.Personal?
    /// The event's own id, the same at every reading.
    public let id: UUID
    /// When it happened, by the service's clock.
    public let at: Instant
    /// The tenant in which it happened.
    public let tenant: TenantID?
    /// The partner at whom it happened.
    public let partner: PartnerID?
    /// What it is about.
    public let subject: UUID
    /// Where to go on after it.
    public let place: EventPlace

    /// A field of the event.
    public subscript<Value>(dynamicMember path: KeyPath<E, Value>) -> Value {
        event[keyPath: path]
    }
}
