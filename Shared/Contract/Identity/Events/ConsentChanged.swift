public import OctopusContract

/// An end user has given or withdrawn a consent.
///
/// It is about the end user. What holds is in `EndUserChanged`, too; this says what was decided when.
public struct ConsentChanged: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/ConsentChanged",
        .fact,
        "An end user has given or withdrawn a consent."
    )

    /// What it is about.
    public let kind: ConsentKind
    /// Whether they agree.
    public let isGiven: Bool
    /// When they decided.
    public let decidedAt: Instant
    /// The name of the program that they decided in.
    public let program: String
    /// The version of the text that they were shown.
    public let textVersion: String

    /// Makes one from its fields.
    public init(
        kind: ConsentKind,
        isGiven: Bool,
        decidedAt: Instant,
        program: String,
        textVersion: String
    ) {
        self.kind = kind
        self.isGiven = isGiven
        self.decidedAt = decidedAt
        self.program = program
        self.textVersion = textVersion
    }
}
