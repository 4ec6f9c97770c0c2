public import OctopusContract

/// A partner comes to be: identity opens its account, invites its owner, and tells of it.
public struct PartnershipApproved: Event {
    public static let declaration = EventDeclaration(
        "partners.v1/PartnershipApproved",
        .fact,
        "A partner comes to be: its account is opened and its owner invited."
    )

    /// The request.
    public let requestId: RequestID
    /// The partner's identifier from now on.
    public let partnerId: PartnerID
    /// What people call it.
    public let partnerName: String
    /// Which try to open the account this is, which is acted on once; absent: the first one, of the
    /// request's id.
    public let attemptId: AttemptID?

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        partnerId: PartnerID,
        partnerName: String,
        attemptId: AttemptID? = nil
    ) {
        self.requestId = requestId
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.attemptId = attemptId
    }

    /// Which try it is.
    public var attempt: AttemptID { attemptId ?? AttemptID(requestId.uuid) }

    public struct Personal: Message {
        /// What people call the Account owner.
        public let ownerName: String?
        /// Where the invitation is mailed.
        public let ownerEmail: String?
        /// Where the owner can be called.
        public let ownerPhone: String?

        /// Makes the personal fields.
        public init(ownerName: String?, ownerEmail: String?, ownerPhone: String?) {
            self.ownerName = ownerName
            self.ownerEmail = ownerEmail
            self.ownerPhone = ownerPhone
        }
    }
}
