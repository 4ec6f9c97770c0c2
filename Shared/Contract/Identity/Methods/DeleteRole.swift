public import OctopusContract

/// Removes a role that nobody has.
public enum DeleteRole: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/DeleteRole",
        .command,
        "Removes a role; one that somebody has stays, and the refusal names them.",
        access: .anyOf(.tenantUser(.roles, .full), .partnerUser(.roles, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.roleInUse]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// The role.
        public let roleId: RoleID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(roleId: RoleID, version: Int64) {
            self.roleId = roleId
            self.version = version
        }
    }
}
