public import OctopusContract

/// On which days an end user last earned points and last redeemed a coupon at the partner.
///
/// It is told with the first time of a day, so once a day for each of both at most. Days are those of UTC.
/// An award that is reversed later was earned all the same.
public struct EndUserActivityChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "loyalty.v1/EndUserActivityChanged",
        .state,
        "On which days an end user last earned points and last redeemed a coupon at the partner."
    )

    /// Of this end user at this partner.
    public let id: EndUserActivityID
    /// Rises with each change.
    public let version: Int64
    /// The end user.
    public let endUserId: EndUserID
    /// When they were last given points, as `2026-03-29`; absent: never.
    public let lastEarnedOn: String?
    /// When they last redeemed a coupon; absent: never.
    public let lastRedeemedOn: String?

    /// Makes one from its fields.
    public init(
        id: EndUserActivityID,
        version: Int64,
        endUserId: EndUserID,
        lastEarnedOn: String? = nil,
        lastRedeemedOn: String? = nil
    ) {
        self.id = id
        self.version = version
        self.endUserId = endUserId
        self.lastEarnedOn = lastEarnedOn
        self.lastRedeemedOn = lastRedeemedOn
    }
}
