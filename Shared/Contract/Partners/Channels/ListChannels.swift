public import OctopusContract

/// Lists a partner's channels, newest first.
public enum ListChannels: Method {
    public typealias Reply = Page<Channel>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListChannels",
        .read,
        "Lists the partner's channels, newest first.",
        access: .anyOf(.partnerUser(.channels, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: ChannelStatus?
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: ChannelStatus? = nil,
            search: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListChannels.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}
