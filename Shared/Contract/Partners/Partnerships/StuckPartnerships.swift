public import OctopusContract

/// Lists approved partnerships that have no account.
public enum ListStuckPartnerships: Method {
    public typealias Reply = Page<StuckPartnership>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListStuckPartnerships",
        .read,
        "Lists approved partnerships without an account, since somebody has the owner's address.",
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
    /// The address that somebody has.
    public let email: String?
    /// Where who asked can be called.
    public let phone: String?
    /// Since when it is known.
    public let stuckSinceAt: Instant

    /// Makes one from its fields.
    public init(
        requestId: RequestID,
        partnerName: String,
        ownerName: String?,
        email: String?,
        phone: String?,
        stuckSinceAt: Instant
    ) {
        self.requestId = requestId
        self.partnerName = partnerName
        self.ownerName = ownerName
        self.email = email
        self.phone = phone
        self.stuckSinceAt = stuckSinceAt
    }
}

/// Opens the account of an approved partnership with another address of its owner.
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
