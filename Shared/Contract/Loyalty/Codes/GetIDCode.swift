public import OctopusContract

/// Makes the code that an end user shows as a QR to be recognised, for a minute.
public enum GetIDCode: Method {
    public typealias Reply = SignedCode

    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetIDCode",
        .read,
        "Makes the code that an end user shows as a QR to be recognised, for a minute.",
        access: .anyOf(.endUser),
        routing: .tenant,
        reasons: [.endUserBlocked]
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }
}
