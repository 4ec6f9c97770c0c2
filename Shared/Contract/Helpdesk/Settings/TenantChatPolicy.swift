public import OctopusContract

/// What a tenant decides of the chats of all its partners.
public struct TenantChatPolicy: Message {
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// What holds.
    public let terms: TenantChatTerms

    /// Makes one from its fields.
    public init(version: Int64, terms: TenantChatTerms) {
        self.version = version
        self.terms = terms
    }
}

/// What can be sent in a tenant's chats, and how long what was written is kept.
public struct TenantChatTerms: Message {
    /// What may be sent as an attachment; nothing if it is empty.
    ///
    /// While nothing was ever set pictures and videos may: documents once the tenant says so.
    public let attachmentTypes: [FileType]
    /// How many bytes an attachment may have; absent: as many as its type may.
    public let mostAttachmentBytes: Int64?
    /// After how many days what was written in a finished conversation goes; absent: it stays.
    public let keepsChatsDays: Int64?
    /// After how many days attachments go, also of conversations that go on; absent: with their chats.
    ///
    /// That of a message to many goes so many days after it came to the last one; absent: as many as chats
    /// are kept.
    public let keepsFilesDays: Int64?
    /// After how many days what visitors looked at goes; absent: it stays.
    public let keepsVisitsDays: Int64?
    /// After how many days notifications go; absent: after 180, which is the most.
    public let keepsNotificationsDays: Int64?

    /// Makes terms.
    public init(
        attachmentTypes: [FileType] = FileType.allCases.filter { !$0.isDocument },
        mostAttachmentBytes: Int64? = nil,
        keepsChatsDays: Int64? = nil,
        keepsFilesDays: Int64? = nil,
        keepsVisitsDays: Int64? = nil,
        keepsNotificationsDays: Int64? = nil
    ) {
        self.attachmentTypes = attachmentTypes
        self.mostAttachmentBytes = mostAttachmentBytes
        self.keepsChatsDays = keepsChatsDays
        self.keepsFilesDays = keepsFilesDays
        self.keepsVisitsDays = keepsVisitsDays
        self.keepsNotificationsDays = keepsNotificationsDays
    }
}

extension TenantChatTerms {
    public static let limits: [FieldLimit<Self>] = [
        .number("mostAttachmentBytes", \.mostAttachmentBytes, HelpdeskLimits.attachmentBytes),
        .number("keepsChatsDays", \.keepsChatsDays, HelpdeskLimits.keptDays),
        .number("keepsFilesDays", \.keepsFilesDays, HelpdeskLimits.keptDays),
        .number("keepsVisitsDays", \.keepsVisitsDays, HelpdeskLimits.keptDays),
        .number(
            "keepsNotificationsDays",
            \.keepsNotificationsDays,
            HelpdeskLimits.keptNotificationDays
        ),
    ]
}

/// Shows what a tenant decides of the chats of its partners.
public enum GetTenantChatPolicy: Method {
    public typealias Request = Empty
    public typealias Reply = TenantChatPolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetTenantChatPolicy",
        .read,
        "Shows what may be sent in the chats of the tenant's partners, and how long it is kept.",
        access: .anyOf(.tenantUser(.partnerManagement, .view)),
        routing: .tenant
    )
}

/// Changes what a tenant decides of the chats of its partners.
///
/// What is older than the new terms let it be goes within a day, for good.
public enum EditTenantChatPolicy: Method {
    public typealias Reply = TenantChatPolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditTenantChatPolicy",
        .command,
        "Changes what may be sent in the chats of the tenant's partners, and how long it is kept.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// What shall hold.
        public let terms: TenantChatTerms

        /// Makes a request.
        public init(version: Int64, terms: TenantChatTerms) {
            self.version = version
            self.terms = terms
        }
    }
}

extension EditTenantChatPolicy.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
