public import OctopusContract

/// What a service that sends messages for partners tells of their number.
///
/// The service declares an event of its own with these fields, a state of each partner; partners shows the
/// use beside the limit. The service itself refuses what is above `PackageLimits.messagesAMonth`.
public protocol MessagesCounted: StateEvent where Key == PartnerID {
    /// The calendar month in the tenant's time zone, as `2026-11`.
    var month: String { get }
    /// How many messages were sent in it; it begins at 0 with each month.
    var sent: Int64 { get }
}
