public import OctopusContract

/// A program that may connect, as it now is.
public struct PrincipalChanged: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/PrincipalChanged",
        .state,
        "A program, its key and its grants as they now are.",
        isSecurity: true
    )

    public let id: PrincipalID
    public let version: Int64
    public let name: String
    /// CURVE, in Z85.
    public let publicKey: String
    /// The one tenant that it may reach; absent for the installation's own programs.
    public let tenant: TenantID?
    public let grants: [String]
    public let revokedAt: Instant?

    public init(
        id: PrincipalID,
        version: Int64,
        name: String,
        publicKey: String,
        tenant: TenantID?,
        grants: [String],
        revokedAt: Instant?
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.publicKey = publicKey
        self.tenant = tenant
        self.grants = grants
        self.revokedAt = revokedAt
    }
}
