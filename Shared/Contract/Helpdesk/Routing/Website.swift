public import OctopusContract

/// A website of a partner's, on which visitors can be met.
public struct Website: Message {
    /// Its identifier.
    public let id: WebsiteID
    /// Rises with each change.
    public let version: Int64
    /// Its host as name servers have it, `shop.example`; `*.shop.example` is all hosts below it.
    public let host: String
    /// What the partner calls it.
    public let name: String

    /// Makes one from its fields.
    public init(id: WebsiteID, version: Int64, host: String, name: String) {
        self.id = id
        self.version = version
        self.host = host
        self.name = name
    }
}

/// Registers a website, whose visitors can then write to the partner.
public enum RegisterWebsite: Method {
    public typealias Reply = Website

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/RegisterWebsite",
        .command,
        "Registers a website of the partner's by its host.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .websiteTaken, .routingFull, .partnerSuspended]
    )

    public struct Request: Message {
        /// As `shop.example`, or `*.shop.example` for all hosts below it and not itself.
        public let host: String
        /// What to call it.
        public let name: String

        /// Makes a request.
        public init(host: String, name: String) {
            self.host = host
            self.name = name
        }
    }
}

extension RegisterWebsite.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("host", \.host, RoutingLimits.host),
        .text("name", \.name, RoutingLimits.name),
    ]
}

/// Calls a website something else.
public enum EditWebsite: Method {
    public typealias Reply = Website

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditWebsite",
        .command,
        "Calls a website of the partner's something else.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let websiteId: WebsiteID
        /// The version that was read.
        public let version: Int64
        /// What to call it.
        public let name: String

        /// Makes a request.
        public init(websiteId: WebsiteID, version: Int64, name: String) {
            self.websiteId = websiteId
            self.version = version
            self.name = name
        }
    }
}

extension EditWebsite.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, RoutingLimits.name)]
}

/// Takes a website off the list, once no rule names it.
public enum RemoveWebsite: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/RemoveWebsite",
        .command,
        "Takes a website off the partner's list; refused while a routing rule names it.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .wrongState, .partnerSuspended]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// Which one.
        public let websiteId: WebsiteID

        /// Makes a request.
        public init(websiteId: WebsiteID) {
            self.websiteId = websiteId
        }
    }
}

/// Lists a partner's websites.
public enum ListWebsites: Method {
    public typealias Request = RoutingList
    public typealias Reply = Page<Website>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListWebsites",
        .read,
        "Lists the partner's websites, by host.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.administratorsOnly]
    )
}

/// Which page of a list of websites, groups or rules.
public struct RoutingList: PageRequest {
    public let after: PageCursor?
    public let limit: Int64?

    /// Makes a request.
    public init(after: PageCursor? = nil, limit: Int64? = nil) {
        self.after = after
        self.limit = limit
    }
}
