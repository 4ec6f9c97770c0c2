public import OctopusContract

/// Erases at once what a rejected stranger said of themselves.
public enum EraseRequester: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/EraseRequester",
        .command,
        "Erases what a rejected stranger said of themselves, before it goes by itself in 30 days.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The request that was rejected.
        public let requestId: RequestID

        /// Makes a request.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }
}
