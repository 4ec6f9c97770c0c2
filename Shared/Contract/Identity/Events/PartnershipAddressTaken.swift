public import OctopusContract

/// An approved partnership has got no account: somebody of the tenant has the owner's address.
///
/// The tenant names another one by `partners.v1/RetryPartnership`.
public struct PartnershipAddressTaken: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/PartnershipAddressTaken",
        .fact,
        "An approved partnership has no account, since somebody has its owner's address."
    )

    /// The partner that would have come to be.
    public let partnerId: PartnerID
    /// Which try it was, as `PartnershipApproved` named it.
    public let attemptId: AttemptID

    /// Makes one from its fields.
    public init(partnerId: PartnerID, attemptId: AttemptID) {
        self.partnerId = partnerId
        self.attemptId = attemptId
    }
}
