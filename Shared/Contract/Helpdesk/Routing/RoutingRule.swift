public import OctopusContract

/// Who answers those who come from a website, or from some of its pages.
public struct RoutingRule: Message {
    /// Its identifier.
    public let id: RoutingRuleID
    /// Rises with each change.
    public let version: Int64
    /// What it says.
    public let terms: RoutingTerms
    /// When it was made: of two that fit a page alike the older one holds.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(id: RoutingRuleID, version: Int64, terms: RoutingTerms, createdAt: Instant) {
        self.id = id
        self.version = version
        self.terms = terms
        self.createdAt = createdAt
    }
}

/// What a routing rule says.
///
/// Of the rules that fit a page the one for its exact host comes first, then the one for the host closest
/// above it, then the one with the longest path, then the oldest.
public struct RoutingTerms: Message {
    /// The website.
    public let websiteId: WebsiteID
    /// Where the pages' paths begin, as `/shop`: it fits `/shop` and `/shop/tea`, and not `/shopping`; absent: all
    /// pages.
    public let path: String?
    /// Who answers; those who are no operators any more drop out.
    public let operatorIds: [UserID]
    /// Whose operators answer, too.
    public let groupIds: [OperatorGroupID]

    /// Makes terms.
    public init(
        websiteId: WebsiteID,
        path: String? = nil,
        operatorIds: [UserID] = [],
        groupIds: [OperatorGroupID] = []
    ) {
        self.websiteId = websiteId
        self.path = path
        self.operatorIds = operatorIds
        self.groupIds = groupIds
    }
}

extension RoutingTerms {
    public static let limits: [FieldLimit<Self>] = [.text("path", \.path, RoutingLimits.path)]
}

/// Makes a routing rule.
public enum CreateRoutingRule: Method {
    public typealias Reply = RoutingRule

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CreateRoutingRule",
        .command,
        "Says who answers those who come from a website, or from some of its pages.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .routingFull, .partnerSuspended]
    )

    public struct Request: Message {
        /// What it says.
        public let terms: RoutingTerms

        /// Makes a request.
        public init(terms: RoutingTerms) {
            self.terms = terms
        }
    }
}

extension CreateRoutingRule.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces a routing rule; what waits by it keeps it, and waits for its new operators.
public enum EditRoutingRule: Method {
    public typealias Reply = RoutingRule

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditRoutingRule",
        .command,
        "Replaces what a routing rule says.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let ruleId: RoutingRuleID
        /// The version that was read.
        public let version: Int64
        /// What it says from now on.
        public let terms: RoutingTerms

        /// Makes a request.
        public init(ruleId: RoutingRuleID, version: Int64, terms: RoutingTerms) {
            self.ruleId = ruleId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditRoutingRule.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Deletes a routing rule; what waits by it waits for all operators from then on.
public enum DeleteRoutingRule: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DeleteRoutingRule",
        .command,
        "Deletes a routing rule; what waits by it becomes everybody's.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let ruleId: RoutingRuleID

        /// Makes a request.
        public init(ruleId: RoutingRuleID) {
            self.ruleId = ruleId
        }
    }
}

/// Lists a partner's routing rules.
public enum ListRoutingRules: Method {
    public typealias Request = RoutingList
    public typealias Reply = Page<RoutingRule>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ListRoutingRules",
        .read,
        "Lists the partner's routing rules, the oldest first.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner,
        reasons: [.administratorsOnly]
    )
}
