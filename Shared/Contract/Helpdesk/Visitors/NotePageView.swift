public import OctopusContract

/// A widget says which page of a registered website a visitor is on, and that they still are.
///
/// It is said when a page is opened, and each half minute while it is shown: after two minutes without it the
/// visitor is gone, after half an hour the next page begins a new visit.
public enum NotePageView: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/NotePageView",
        .command,
        "Notes which page of a registered website a visitor who agreed to it is on.",
        access: .anyOf(.visitor),
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.websiteUnknown, .throttled, .partnerSuspended]
    )

    public struct Request: Message {
        /// The address of the page; its host and its path are kept.
        public let page: String
        /// What the page is called.
        public let title: String?
        /// The address from which they came; its host is kept.
        public let referrer: String?
        /// The country from which they come (ISO 3166, as `HR`), if the widget's backend knows it.
        public let country: String?
        /// Whether they agreed to being noted; without that nothing is kept.
        public let hasConsented: Bool

        /// Makes a request.
        public init(
            page: String,
            title: String? = nil,
            referrer: String? = nil,
            country: String? = nil,
            hasConsented: Bool
        ) {
            self.page = page
            self.title = title
            self.referrer = referrer
            self.country = country
            self.hasConsented = hasConsented
        }
    }

    public struct Reply: Message {
        /// Whether it was noted.
        public let isNoted: Bool

        /// Makes a reply.
        public init(isNoted: Bool) {
            self.isNoted = isNoted
        }
    }
}

extension NotePageView.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("page", \.page, RoutingLimits.page),
        .text("title", \.title, VisitorLimits.title),
        .text("referrer", \.referrer, RoutingLimits.page),
        .text("country", \.country, VisitorLimits.country),
    ]
}

/// The numbers of visitors and their visits.
public enum VisitorLimits {
    /// What a page is called.
    public static let title = TextRule.line(1...200)
    /// Two letters; what has another form is refused where it is read.
    public static let country = TextRule.typed(bytes: 16)
    /// How long a visitor is there without saying so again.
    public static let presentMilliseconds: Int64 = 120_000
    /// After how long the next page begins a new visit.
    public static let visitMilliseconds: Int64 = 1_800_000
    /// How many pages are kept of a visitor.
    public static let pageViews: Int64 = 200
    /// How many visitors are kept of a partner; one more takes the place of who was seen longest ago.
    public static let visitors: Int64 = 100_000
}
