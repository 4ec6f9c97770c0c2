public import OctopusContract

/// An attribute of end users' profiles as it is now.
public struct AttributeChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/AttributeChanged",
        .state,
        "An attribute of end users' profiles as it is now."
    )

    /// Its identifier.
    public let id: AttributeID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// It never changes.
    public let kind: AttributeKind
    /// What can be chosen; absent unless the kind is `choice`.
    public let choices: [String]?
    /// Since when it is out of use: values that profiles still have count no more.
    public let retiredAt: Instant?

    /// Makes one from its fields.
    public init(
        id: AttributeID,
        version: Int64,
        name: String,
        kind: AttributeKind,
        choices: [String]? = nil,
        retiredAt: Instant? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.kind = kind
        self.choices = choices
        self.retiredAt = retiredAt
    }
}
