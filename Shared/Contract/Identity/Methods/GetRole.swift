public import OctopusContract

/// A role with those who have it.
public enum GetRole: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GetRole",
        .read,
        "A role and who has it.",
        access: .anyOf(.tenantUser(.roles, .view), .partnerUser(.roles, .view)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The role.
        public let roleId: RoleID

        /// Makes a request.
        public init(roleId: RoleID) {
            self.roleId = roleId
        }
    }

    public struct Reply: Message {
        /// The role.
        public let role: Role
        /// Who has it, the first 100 by their ids.
        public let users: [RoleUser]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(role: Role, users: [RoleUser]) {
            self.role = role
            self.users = users
        }
    }

    /// A user who has the role.
    public struct RoleUser: Message {
        /// Their identifier.
        public let id: UserID
        /// What people call them.
        public let name: String
        /// Whether they can log in.
        public let status: UserStatus

        /// Makes one from its fields.
        public init(id: UserID, name: String, status: UserStatus) {
            self.id = id
            self.name = name
            self.status = status
        }
    }
}
