public import OctopusContract

/// A website of a partner's.
public struct WebsiteChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/WebsiteChanged",
        .state,
        "A website of a partner's, whose visitors can write to it.",
        isForPrograms: true
    )

    /// Its identifier.
    public let id: WebsiteID
    /// Rises with each change.
    public let version: Int64
    /// Its host.
    public let host: String
    /// What the partner calls it.
    public let name: String
    /// Whether it is on the partner's list.
    public let isRegistered: Bool

    /// Makes one from its fields.
    public init(id: WebsiteID, version: Int64, host: String, name: String, isRegistered: Bool) {
        self.id = id
        self.version = version
        self.host = host
        self.name = name
        self.isRegistered = isRegistered
    }
}

/// A group of a partner's chat operators.
public struct OperatorGroupChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/OperatorGroupChanged",
        .state,
        "A group of a partner's chat operators.",
        isForPrograms: true
    )

    /// Its identifier.
    public let id: OperatorGroupID
    /// Rises with each change.
    public let version: Int64
    /// What the partner calls it.
    public let name: String
    /// Who is in it.
    public let operatorIds: [UserID]
    /// Whether it was deleted.
    public let isDeleted: Bool

    /// Makes one from its fields.
    public init(
        id: OperatorGroupID,
        version: Int64,
        name: String,
        operatorIds: [UserID],
        isDeleted: Bool
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.operatorIds = operatorIds
        self.isDeleted = isDeleted
    }
}

/// Who answers those who come from a website.
public struct RoutingRuleChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/RoutingRuleChanged",
        .state,
        "Who answers those who come from a website, or from some of its pages.",
        isForPrograms: true
    )

    /// Its identifier.
    public let id: RoutingRuleID
    /// Rises with each change.
    public let version: Int64
    /// What it says.
    public let terms: RoutingTerms
    /// Whether it was deleted.
    public let isDeleted: Bool

    /// Makes one from its fields.
    public init(id: RoutingRuleID, version: Int64, terms: RoutingTerms, isDeleted: Bool) {
        self.id = id
        self.version = version
        self.terms = terms
        self.isDeleted = isDeleted
    }
}
