public import OctopusContract

/// Lists who is on the partner's websites now.
///
/// Who was seen last comes first. Somebody who opens a page between two pages of the list may be missing.
public enum ListVisitors: Method {
    public typealias Reply = Page<PresentVisitor>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListVisitors",
        .read,
        "Lists the visitors who are on the partner's websites now, the last seen first.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
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

/// A visitor who is on a website now.
public struct PresentVisitor: Message {
    /// Who it is.
    public let visitorId: VisitorID
    /// Where they are.
    public let page: PageView
    /// The country from which they come.
    public let country: String?
    /// When the present visit began.
    public let beganAt: Instant
    /// When they were last seen.
    public let seenAt: Instant
    /// How many pages they opened in it.
    public let pages: Int64
    /// How many visits there were, this one among them.
    public let visits: Int64
    /// Their last conversation that the caller may see.
    public let conversationId: ConversationID?

    /// Makes one from its fields.
    public init(
        visitorId: VisitorID,
        page: PageView,
        country: String?,
        beganAt: Instant,
        seenAt: Instant,
        pages: Int64,
        visits: Int64,
        conversationId: ConversationID?
    ) {
        self.visitorId = visitorId
        self.page = page
        self.country = country
        self.beganAt = beganAt
        self.seenAt = seenAt
        self.pages = pages
        self.visits = visits
        self.conversationId = conversationId
    }
}

/// A page that a visitor opened.
public struct PageView: Message {
    /// When.
    public let at: Instant
    /// The website.
    public let websiteId: WebsiteID
    /// The page's host.
    public let host: String
    /// The page's path.
    public let path: String
    /// What the page was called.
    public let title: String?
    /// The host from which they came.
    public let referrer: String?

    /// Makes one from its fields.
    public init(
        at: Instant,
        websiteId: WebsiteID,
        host: String,
        path: String,
        title: String?,
        referrer: String?
    ) {
        self.at = at
        self.websiteId = websiteId
        self.host = host
        self.path = path
        self.title = title
        self.referrer = referrer
    }
}

/// Lists the pages that a visitor opened, in this visit and in earlier ones.
public enum ListPageViews: Method {
    public typealias Reply = Page<PageView>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListPageViews",
        .read,
        "Lists the pages of the partner's websites that a visitor opened, the last first.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.notAnOperator]
    )

    public struct Request: PageRequest {
        /// Whose.
        public let visitorId: VisitorID
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(visitorId: VisitorID, after: PageCursor? = nil, limit: Int64? = nil) {
            self.visitorId = visitorId
            self.after = after
            self.limit = limit
        }
    }
}
