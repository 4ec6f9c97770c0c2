public import OctopusContract

/// Registers a program, which may connect from then on.
///
/// A key that is registered already keeps its name and tenant and gets these grants; a key that
/// was revoked never comes back.
public enum GrantPrincipal: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GrantPrincipal",
        .command,
        "Registers a program by its CURVE key, or changes what it may call.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.principalConflict, .keyRevoked]
    )

    public struct Request: Message {
        /// 2 to 64 of `a-z`, `0-9` and `-`, as `acme-till`; unique among those not revoked.
        public let name: String
        /// CURVE, in Z85: 40 characters.
        public let publicKey: String
        /// The one tenant that it may reach; absent for the installation's own programs.
        public let tenantId: TenantID?
        /// All that it may call: `loyalty.v1/AwardPoints`, `loyalty.v1/*` or `*`.
        public let grants: [String]

        /// Makes a request.
        public init(name: String, publicKey: String, tenantId: TenantID? = nil, grants: [String]) {
            self.name = name
            self.publicKey = publicKey
            self.tenantId = tenantId
            self.grants = grants
        }
    }

    public struct Reply: Message {
        /// The program.
        public let principalId: PrincipalID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(principalId: PrincipalID) {
            self.principalId = principalId
        }
    }
}

extension GrantPrincipal.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, .typed(bytes: 64)),
        .text("publicKey", \.publicKey, .secret(bytes: 40)),
        .texts("grants", \.grants, 1...64, each: .typed(bytes: 128)),
    ]
}

/// Revokes a program's key for good.
///
/// One that is revoked already stays so.
public enum RevokePrincipal: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RevokePrincipal",
        .command,
        "Shuts a program out, from its next frame on.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// The program.
        public let principalId: PrincipalID

        /// Makes a request.
        public init(principalId: PrincipalID) {
            self.principalId = principalId
        }
    }

    public typealias Reply = Empty
}
