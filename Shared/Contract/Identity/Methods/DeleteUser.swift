public import OctopusContract

/// Deletes an admin user: their name, e-mail and phone go everywhere, the bare id stays in what
/// they did.
///
/// Their sessions end at once. The e-mail can be given to another user.
public enum DeleteUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/DeleteUser",
        .command,
        "Deletes an admin user; their sessions end at once.",
        access: .anyOf(.tenantUser(.users, .full), .partnerUser(.users, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.isOwner, .aboveYourself, .notOneself]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// The user.
        public let userId: UserID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(
            userId: UserID,
            version: Int64
        ) {
            self.userId = userId
            self.version = version
        }
    }
}
