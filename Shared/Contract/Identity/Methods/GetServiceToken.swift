public import OctopusContract

/// Gives a program with a service account an access token of its own, without a person.
///
/// Its key is the proof, and the token is bound to it. There is nothing to refresh: the program asks again
/// before the token ends, or when it is refused `tokenOutdated`.
public enum GetServiceToken: Method {
    public typealias Request = Empty

    public static let declaration = MethodDeclaration(
        "identity.v1/GetServiceToken",
        .command,
        "An access token for the calling program itself, without a person.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.noServiceAccount, .partnerSuspended]
    )

    public struct Reply: Message {
        /// A JWT, bound to the calling program's key.
        public let accessToken: String
        /// When the access token ends, by identity's clock.
        public let accessExpiresAt: Instant
        /// What the program is called in events and in the audit.
        public let id: PrincipalID
        /// What it may do: what was given, as far as the account's package goes.
        public let levels: [ProductLevel]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            accessToken: String,
            accessExpiresAt: Instant,
            id: PrincipalID,
            levels: [ProductLevel]
        ) {
            self.accessToken = accessToken
            self.accessExpiresAt = accessExpiresAt
            self.id = id
            self.levels = levels
        }
    }
}

extension GetServiceToken.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("accessToken", milliseconds: IdentityLimits.accessTokenMilliseconds)
    ]
}
