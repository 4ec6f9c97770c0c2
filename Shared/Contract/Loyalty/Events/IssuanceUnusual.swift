public import OctopusContract
public import struct FoundationEssentials.UUID

/// An operator has given more than four fifths of what they may give on a day.
///
/// It is told by the award that passes them, so once a day while the limit stays.
public struct IssuanceUnusual: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/IssuanceUnusual",
        .fact,
        "An operator has given more than four fifths of what they may give on a day."
    )

    /// The user or the service account.
    public let operatorId: UUID
    /// What they have given on the day.
    public let points: Int64
    /// What they may give on a day.
    public let limit: Int64
    /// The day of the tenant's calendar, as `2026-03-29`.
    public let day: String

    /// Makes one from its fields.
    public init(operatorId: UUID, points: Int64, limit: Int64, day: String) {
        self.operatorId = operatorId
        self.points = points
        self.limit = limit
        self.day = day
    }
}
