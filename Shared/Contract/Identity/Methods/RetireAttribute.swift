public import OctopusContract

/// Takes an attribute out of use for good; what end users told of it is removed soon after.
public enum RetireAttribute: Method {
    public typealias Reply = ProfileAttribute

    public static let declaration = MethodDeclaration(
        "identity.v1/RetireAttribute",
        .command,
        "Takes an attribute out of use, and what was told of it out of all profiles.",
        access: .anyOf(.tenantUser(.segmentation, .full)).refusingImpersonators,
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The attribute.
        public let attributeId: AttributeID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(attributeId: AttributeID, version: Int64) {
            self.attributeId = attributeId
            self.version = version
        }
    }
}
