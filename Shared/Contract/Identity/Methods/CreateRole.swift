public import OctopusContract

/// Makes a role, which users can then be given.
public enum CreateRole: Method {
    public typealias Reply = Role

    public static let declaration = MethodDeclaration(
        "identity.v1/CreateRole",
        .command,
        "Makes a role: a name and one level a product, none above the caller's own.",
        access: .anyOf(.tenantUser(.roles, .full), .partnerUser(.roles, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.roleNameTaken, .tooManyRoles, .aboveYourself]
    )

    public struct Request: Message {
        /// What people call it; no other role of the account has the name.
        public let name: String
        /// One entry a product; absent: the levels that a new role begins with.
        public let levels: [ProductLevel]?
        /// Whether who has the role must log in with a second factor; absent: no.
        public let demandsSecondFactor: Bool?

        /// Makes a request.
        public init(name: String, levels: [ProductLevel]? = nil, demandsSecondFactor: Bool? = nil) {
            self.name = name
            self.levels = levels
            self.demandsSecondFactor = demandsSecondFactor
        }
    }
}

extension CreateRole.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.roleName), .standard("demandsSecondFactor", "false"),
    ]
}
