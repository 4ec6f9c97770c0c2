public import OctopusContract

/// Says what a program of the caller's account may do without a person.
///
/// Nobody gives, or takes, more than they hold themselves. The program needs both: its grants, which the
/// installation's operator gives it, say which methods it may call, and these levels what it is there.
public enum SetServiceAccount: Method {
    public typealias Reply = ServiceAccount

    public static let declaration = MethodDeclaration(
        "identity.v1/SetServiceAccount",
        .command,
        "Says what a program may do without a person; it holds everywhere within a second.",
        access: .anyOf(.tenantUser(.roles, .full), .partnerUser(.roles, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.aboveYourself, .keyRevoked]
    )

    public struct Request: Message {
        /// As `ListServiceAccounts` tells it.
        public let principalId: PrincipalID
        /// The version that was read.
        public let version: Int64
        /// All that it may do from now on, one entry a product; none: nothing.
        public let levels: [ProductLevel]

        /// Makes a request.
        public init(principalId: PrincipalID, version: Int64, levels: [ProductLevel]) {
            self.principalId = principalId
            self.version = version
            self.levels = levels
        }
    }
}
