public import struct FoundationEssentials.UUID

/// A program that may connect, known by its CURVE key.
///
/// An object, since every frame, call and decision refers to it.
public final class Principal: Sendable {
    /// Unique in the installation, as `loyalty` or `acme-till`; once its key is revoked, another may
    /// get it.
    public let name: String
    /// What it may reach, with any person and without.
    public let scope: PrincipalScope
    /// What it may call.
    public let held: Grants
    /// The CURVE key that it is known by, in Z85; access tokens are bound to it (`cnf`).
    public let publicKey: String?
    /// Whether it is a service of this installation, which the mesh map pins.
    public let isService: Bool

    /// Makes a principal.
    public init(
        name: String,
        tenant: UUID?,
        partner: UUID? = nil,
        grants: [String],
        publicKey: String? = nil,
        isService: Bool = false
    ) {
        self.name = name
        scope = PrincipalScope(tenant: tenant, partner: partner)
        held = Grants(grants)
        self.publicKey = publicKey
        self.isService = isService
    }

    /// The one tenant that it may reach; nil for the installation's own programs.
    public var tenant: UUID? { scope.tenant }
    /// The one partner that it may reach; nil for a tenant's and the installation's programs.
    public var partner: UUID? { scope.partner }
    /// Its grants as they are registered.
    public var grants: [String] { held.texts }

    /// What is kept for a program is kept under this: its key, since a name may become another's; for a
    /// service its name, which is reserved, so that it may change its key.
    package var lasting: String { isService ? name : publicKey ?? name }

    /// Whether a grant names the method or, unless it is granted by name alone, covers it.
    public func mayCall(_ method: String, byNameAlone: Bool = false) -> Bool {
        held.cover(method, byNameAlone: byNameAlone)
    }
}
