public import OctopusContract

/// Lists approved partnerships that have no account.
public enum ListStuckPartnerships: Method {
    public typealias Reply = Page<StuckPartnership>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListStuckPartnerships",
        .read,
        "Lists approved partnerships that have no account, and why they have none.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

extension ListStuckPartnerships.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// An approved partnership that has no account.
public struct StuckPartnership: Message {
    /// The request that was approved.
    public let requestId: RequestID
    /// What people will call the partner.
    public let partnerName: String
    /// What people call who asked.
    public let ownerName: String?
    /// Where the owner is, or was to be, invited.
    public let email: String?
    /// Where who asked can be called.
    public let phone: String?
    /// Since when it is so.
    public let stuckSinceAt: Instant
    /// Why it has none.
    public let cause: StuckCause

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        partnerName: String,
        ownerName: String?,
        email: String?,
        phone: String?,
        stuckSinceAt: Instant,
        cause: StuckCause
    ) {
        self.requestId = requestId
        self.partnerName = partnerName
        self.ownerName = ownerName
        self.email = email
        self.phone = phone
        self.stuckSinceAt = stuckSinceAt
        self.cause = cause
    }
}

/// Why an approved partnership has no account.
public enum StuckCause: String, Codable, Sendable, CaseIterable {
    /// Identity has not opened it yet: usually for less than a second, or identity is down.
    case accountAwaited
    /// Somebody got the owner's address meanwhile; `RetryPartnership` names another.
    case addressTaken
}

/// Opens the account of an approved partnership with another address, where somebody has its owner's.
public enum RetryPartnership: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/RetryPartnership",
        .command,
        "Opens the account of an approved partnership with another address, which is invited.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)),
        routing: .tenant,
        reasons: [.ownerEmailTaken]
    )

    public struct Request: Message {
        /// The request that was approved.
        public let requestId: RequestID
        /// Where the invitation is mailed, and what the owner will log in with.
        public let email: String

        /// Makes a request.
        public init(requestId: RequestID, email: String) {
            self.requestId = requestId
            self.email = email
        }
    }

    public struct Reply: Message {
        /// The partner that comes to be.
        public let partnerId: PartnerID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(partnerId: PartnerID) {
            self.partnerId = partnerId
        }
    }
}

extension RetryPartnership.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("email", \.email, .typed(bytes: 320))
    ]
}
