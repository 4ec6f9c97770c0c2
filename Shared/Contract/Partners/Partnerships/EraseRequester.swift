public import OctopusContract

/// Erases at once what a stranger said of themselves.
///
/// A request that waits ends with it, as `cancelled`. An approved one must have its account, which keeps the
/// owner's name and address at identity; one that is stuck is ended by `AbandonPartnership`.
public enum EraseRequester: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/EraseRequester",
        .command,
        "Erases what a stranger said of themselves; a request that waits ends with it.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The request to become a partner.
        public let requestId: RequestID

        /// Makes a request.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }
}
