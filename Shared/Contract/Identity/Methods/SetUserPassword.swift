public import OctopusContract

/// Gives a user a temporary password, which their next log-in must change
/// (`ReplaceTemporaryPassword`).
///
/// Their sessions end, links that were mailed to them are void, and they are told by mail, without
/// the password. It opens for 72 hours. Repeated without a password, it makes another one. A second
/// factor stays.
public enum SetUserPassword: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/SetUserPassword",
        .command,
        "Gives a user a temporary password, generated if none is named.",
        access: .anyOf(.tenantUser(.users, .full), .partnerUser(.users, .full))
            .refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.weakPassword, .isOwner, .aboveYourself, .notOneself, .wrongState, .throttled]
    )

    public struct Request: Message {
        /// The user.
        public let userId: UserID
        /// At least 15 characters, at most 256 bytes; absent: one is generated.
        public let password: String?

        /// Makes a request.
        public init(
            userId: UserID,
            password: String? = nil
        ) {
            self.userId = userId
            self.password = password
        }
    }

    public struct Reply: Message {
        /// The password that was generated, told once; absent if one was named.
        public let password: String?
        /// Until when it opens.
        public let passwordExpiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            password: String? = nil,
            passwordExpiresAt: Instant
        ) {
            self.password = password
            self.passwordExpiresAt = passwordExpiresAt
        }
    }
}

extension SetUserPassword.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.newPassword)
    ]
}
