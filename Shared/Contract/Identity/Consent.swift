public import OctopusContract

/// What an end user decided last about one kind.
public struct Consent: Message {
    /// What it is about.
    public let kind: ConsentKind
    /// Whether they agree.
    public let isGiven: Bool
    /// When they decided; absent if they never did.
    public let decidedAt: Instant?
    /// The name of the program that they decided in.
    public let program: String?
    /// The version of the text that they were shown.
    public let textVersion: String?

    /// Makes one from its fields.
    public init(
        kind: ConsentKind,
        isGiven: Bool,
        decidedAt: Instant? = nil,
        program: String? = nil,
        textVersion: String? = nil
    ) {
        self.kind = kind
        self.isGiven = isGiven
        self.decidedAt = decidedAt
        self.program = program
        self.textVersion = textVersion
    }
}
