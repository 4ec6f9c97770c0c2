public import OctopusContract

/// A prepared answer.
public struct CannedResponse: Message {
    /// Its identifier.
    public let id: CannedResponseID
    /// Rises with each change.
    public let version: Int64
    /// What it says.
    public let terms: CannedResponseTerms

    /// Makes one from its fields.
    public init(id: CannedResponseID, version: Int64, terms: CannedResponseTerms) {
        self.id = id
        self.version = version
        self.terms = terms
    }
}

/// What a prepared answer says, and how it is found.
///
/// The body is text with variables: `Hello {{customer.name|there}}, this is {{operator.name}} of
/// {{channel.name}}.` There are these three. Behind the `|` stands what is said where nothing is known;
/// without it, nothing is.
public struct CannedResponseTerms: Message {
    /// What it is about; answers of one topic stand together.
    public let topic: String
    /// What it is called.
    public let title: String
    /// What an operator types for it, without blanks; the partner has one answer for each.
    public let shortCode: String
    /// What is answered, with variables.
    public let body: String

    /// Makes terms.
    public init(topic: String, title: String, shortCode: String, body: String) {
        self.topic = topic
        self.title = title
        self.shortCode = shortCode
        self.body = body
    }
}

extension CannedResponseTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("topic", \.topic, HelpdeskLimits.cannedName),
        .text("title", \.title, HelpdeskLimits.cannedName),
        .text("shortCode", \.shortCode, HelpdeskLimits.shortCode),
        .text("body", \.body, HelpdeskLimits.cannedBody),
    ]
}
