public import OctopusContract

/// Replaces a role's name and levels.
///
/// Levels of products that the account's package does not include stay as they are.
public enum EditRole: Method {
    public typealias Reply = Role

    public static let declaration = MethodDeclaration(
        "identity.v1/EditRole",
        .command,
        "Changes a role; what its users may do changes everywhere within a second.",
        access: .anyOf(.tenantUser(.roles, .update), .partnerUser(.roles, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.roleNameTaken, .aboveYourself]
    )

    public struct Request: Message {
        /// The role.
        public let roleId: RoleID
        /// The version that was read.
        public let version: Int64
        /// What people call it.
        public let name: String
        /// One entry a product; a product without one gives nothing.
        public let levels: [ProductLevel]
        /// Whether who has the role must log in with a second factor.
        public let demandsSecondFactor: Bool

        /// Makes a request.
        public init(
            roleId: RoleID,
            version: Int64,
            name: String,
            levels: [ProductLevel],
            demandsSecondFactor: Bool
        ) {
            self.roleId = roleId
            self.version = version
            self.name = name
            self.levels = levels
            self.demandsSecondFactor = demandsSecondFactor
        }
    }
}

extension EditRole.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.roleName)
    ]
}
