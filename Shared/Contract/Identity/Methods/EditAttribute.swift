public import OctopusContract

/// Replaces an attribute's name and choices.
///
/// Who chose what is no longer offered keeps it until they change it; nobody can choose it anew.
public enum EditAttribute: Method {
    public typealias Reply = ProfileAttribute

    public static let declaration = MethodDeclaration(
        "identity.v1/EditAttribute",
        .command,
        "Changes what an attribute of end users' profiles is called, and what can be chosen.",
        access: .anyOf(.tenantUser(.segmentation, .update)).refusingImpersonators,
        routing: .tenant,
        reasons: [.attributeNameTaken, .wrongState]
    )

    public struct Request: Message {
        /// The attribute.
        public let attributeId: AttributeID
        /// The version that was read.
        public let version: Int64
        /// What people call it; case, accents and width make no other name.
        public let name: String
        /// What can be chosen; needed for the kind `choice`, and for no other.
        public let choices: [String]?

        /// Makes a request.
        public init(
            attributeId: AttributeID,
            version: Int64,
            name: String,
            choices: [String]? = nil
        ) {
            self.attributeId = attributeId
            self.version = version
            self.name = name
            self.choices = choices
        }
    }
}

extension EditAttribute.Request {
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
