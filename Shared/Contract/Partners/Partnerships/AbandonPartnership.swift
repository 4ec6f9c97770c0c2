public import OctopusContract

/// Ends an approved partnership that has no account.
///
/// Nothing is charged for it, and what the stranger said of themselves is erased. The history keeps that it
/// was approved.
public enum AbandonPartnership: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/AbandonPartnership",
        .command,
        "Ends a partnership that is stuck: it costs nothing, and its stranger is forgotten.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The request that was approved.
        public let requestId: RequestID

        /// Makes a request.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }
}
