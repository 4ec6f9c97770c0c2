public import OctopusContract

/// Shuts an admin user out; their sessions end at once, and links that were mailed to them are
/// void.
///
/// One who is disabled already stays so, and nothing changes.
public enum DisableUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/DisableUser",
        .command,
        "Shuts an admin user out; their sessions end at once.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.isOwner, .aboveYourself, .notOneself]
    )

    public typealias Reply = User

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

/// Lets a disabled user in again, with the password that they had.
///
/// One who never had a password is invited again, and needs a new invitation.
public enum EnableUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EnableUser",
        .command,
        "Lets a disabled user in again.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.aboveYourself]
    )

    public typealias Reply = User

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
