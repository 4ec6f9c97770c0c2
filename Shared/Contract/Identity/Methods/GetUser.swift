public import OctopusContract

/// Shows one admin user of the caller's account.
public enum GetUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetUser",
        .read,
        "One admin user of the account.",
        access: .anyOf(.tenantUser(.users, .view), .partnerUser(.users, .view)),
        routing: .tenant
    )

    public typealias Reply = User

    public struct Request: Message {
        /// The user.
        public let userId: UserID

        /// Makes a request.
        public init(
            userId: UserID
        ) {
            self.userId = userId
        }
    }
}
