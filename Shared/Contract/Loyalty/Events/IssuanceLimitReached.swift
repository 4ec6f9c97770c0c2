public import OctopusContract
public import struct FoundationEssentials.UUID

/// Points were refused since a day's limit would have been passed.
///
/// It is told once a day for each operator, partner and tenant, within a minute after the refusal.
public struct IssuanceLimitReached: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/IssuanceLimitReached",
        .fact,
        "Points were refused since a day's limit would have been passed; told once a day."
    )

    /// Whose limit it was.
    public let scope: IssuanceScope
    /// The user or the service account that was refused first.
    public let operatorId: UUID
    /// The partner whose points they were.
    public let partnerId: PartnerID
    /// How many points may be given on a day.
    public let limit: Int64
    /// The day of the tenant's calendar, as `2026-03-29`.
    public let day: String
    /// When it was refused.
    public let refusedAt: Instant

    /// Makes one from its fields.
    public init(
        scope: IssuanceScope,
        operatorId: UUID,
        partnerId: PartnerID,
        limit: Int64,
        day: String,
        refusedAt: Instant
    ) {
        self.scope = scope
        self.operatorId = operatorId
        self.partnerId = partnerId
        self.limit = limit
        self.day = day
        self.refusedAt = refusedAt
    }
}
