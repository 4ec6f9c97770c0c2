public import OctopusContract

/// Makes another user the Account owner, in one step with the caller's own new role.
///
/// Repeated after its answer was lost it says the same, as long as nothing else has changed.
public enum HandOverOwnership: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/HandOverOwnership",
        .command,
        "Makes another active user the Account owner; the owner confirms it by password.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.notOwner, .ownerNotActive, .wrongPassword, .throttled]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// Who becomes the owner: an active user of the same account.
        public let userId: UserID
        /// The role that the caller has from then on.
        public let roleId: RoleID
        /// The caller's password.
        public let password: String

        /// Makes a request.
        public init(userId: UserID, roleId: RoleID, password: String) {
            self.userId = userId
            self.roleId = roleId
            self.password = password
        }
    }
}

extension HandOverOwnership.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password)
    ]
}
