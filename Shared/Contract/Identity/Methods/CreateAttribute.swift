public import OctopusContract

/// Makes an attribute, which end users can then fill in.
public enum CreateAttribute: Method {
    public typealias Reply = ProfileAttribute

    public static let declaration = MethodDeclaration(
        "identity.v1/CreateAttribute",
        .command,
        "Makes an attribute of end users' profiles: a name, a kind, and what can be chosen.",
        access: .anyOf(.tenantUser(.segmentation, .full)).refusingImpersonators,
        routing: .tenant,
        reasons: [.attributeNameTaken, .tooManyAttributes]
    )

    public struct Request: Message {
        /// What people call it; case, accents and width make no other name.
        public let name: String
        /// It can't be changed later.
        public let kind: AttributeKind
        /// What can be chosen; needed for the kind `choice`, and for no other.
        public let choices: [String]?

        /// Makes a request.
        public init(name: String, kind: AttributeKind, choices: [String]? = nil) {
            self.name = name
            self.kind = kind
            self.choices = choices
        }
    }
}

extension CreateAttribute.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, ProfileLimits.attributeName),
        .texts(
            "choices",
            { $0.choices ?? [] },
            0...ProfileLimits.choices,
            each: ProfileLimits.choice
        ),
    ]
}
