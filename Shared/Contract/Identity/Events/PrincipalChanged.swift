public import OctopusContract

/// A program that may connect, as it now is.
public struct PrincipalChanged: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/PrincipalChanged",
        .state,
        "A program, its key and its grants as they now are.",
        isSecurity: true
    )

    /// Its identifier.
    public let id: PrincipalID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// CURVE, in Z85.
    public let publicKey: String
    /// The one tenant that it may reach; absent for the installation's own programs.
    public let tenant: TenantID?
    /// The one partner of that tenant that it may reach; absent for the whole tenant.
    public let partner: PartnerID?
    /// What the program may call: methods, services (`loyalty.v1/*`), `*` or kinds of events.
    public let grants: [String]
    /// When its key was revoked; absent while it is good.
    public let revokedAt: Instant?

    /// Makes one from its fields.
    public init(
        id: PrincipalID,
        version: Int64,
        name: String,
        publicKey: String,
        tenant: TenantID?,
        partner: PartnerID? = nil,
        grants: [String],
        revokedAt: Instant?
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.publicKey = publicKey
        self.tenant = tenant
        self.partner = partner
        self.grants = grants
        self.revokedAt = revokedAt
    }
}
