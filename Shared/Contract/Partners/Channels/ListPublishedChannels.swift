public import OctopusContract

/// Lists the channels of a tenant that end users find, newest first.
public enum ListPublishedChannels: Method {
    public typealias Reply = Page<ChannelPage>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListPublishedChannels",
        .read,
        "Lists the published channels of the tenant, newest first.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(search: String? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListPublishedChannels.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// Lists what the end user follows, the newest first.
public enum ListFollowedChannels: Method {
    public typealias Reply = Page<ChannelPage>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListFollowedChannels",
        .read,
        "Lists the channels that the end user follows, the newest first.",
        access: .anyOf(.endUser),
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
