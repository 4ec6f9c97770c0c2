public import OctopusContract

/// Registers a program, which may connect from then on.
///
/// A key that is registered already keeps its name, tenant and partner and gets these grants; a key that
/// was revoked never comes back. Nobody gives, or takes from a key, more than their own program holds.
public enum GrantPrincipal: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/GrantPrincipal",
        .command,
        "Registers a program by its CURVE key, or changes what it may call.",
        access: .anyOf(.installation).refusingImpersonators,
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
        /// The one partner of that tenant that it may reach; absent for the whole tenant.
        public let partnerId: PartnerID?
        /// All that it may call: `loyalty.v1/AwardPoints`, `loyalty.v1/*`, `*`, or a kind of events as
        /// `mesh.v1/ReadEvents:loyalty.v1/PointsAwarded`.
        public let grants: [String]

        /// Makes a request.
        public init(
            name: String,
            publicKey: String,
            tenantId: TenantID? = nil,
            partnerId: PartnerID? = nil,
            grants: [String]
        ) {
            self.name = name
            self.publicKey = publicKey
            self.tenantId = tenantId
            self.partnerId = partnerId
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
/// One that is revoked already stays so. Nobody revokes a key that holds more than their own program.
public enum RevokePrincipal: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RevokePrincipal",
        .command,
        "Shuts a program out, from its next frame on.",
        access: .anyOf(.installation).refusingImpersonators,
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
