public import OctopusContract

/// Lists what a tenant wants to know of its end users, the oldest first.
///
/// End users are shown what is in use.
public enum ListAttributes: Method {
    public typealias Reply = Page<ProfileAttribute>

    public static let declaration = MethodDeclaration(
        "identity.v1/ListAttributes",
        .read,
        "The attributes of end users' profiles, the oldest first.",
        access: .anyOf(
            .tenantUser(.segmentation, .view),
            .partnerUser(.segmentation, .view),
            .endUser
        ),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Whether retired ones are shown, too; absent: no.
        public let showsRetired: Bool?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            showsRetired: Bool? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.showsRetired = showsRetired
            self.after = after
            self.limit = limit
        }
    }
}

extension ListAttributes.Request {
    public static let limits: [FieldLimit<Self>] = [.standard("showsRetired", "false"), .pageRows]
}
