public import struct FoundationEssentials.UUID

/// A program that may connect, known by its CURVE key.
///
/// An object, since every frame, call and decision refers to it.
public final class Principal: Sendable {
    /// Unique in the installation, as `loyalty` or `acme-till`.
    public let name: String
    /// The one tenant that it may reach; nil for the installation's own programs.
    public let tenant: UUID?
    /// Methods that it may call: `loyalty.v1/AwardPoints`, `loyalty.v1/*` or `*`.
    public let grants: [String]
    /// The CURVE key that it is known by, in Z85; access tokens are bound to it (`cnf`).
    public let publicKey: String?

    /// Whether it is a service of this installation, which the mesh map pins.
    public let isService: Bool

    /// Makes a principal.
    public init(
        name: String,
        tenant: UUID?,
        grants: [String],
        publicKey: String? = nil,
        isService: Bool = false
    ) {
        self.name = name
        self.tenant = tenant
        self.grants = grants
        self.publicKey = publicKey
        self.isService = isService
    }

    /// Whether a grant names the method or covers it.
    public func mayCall(_ method: String) -> Bool {
        // Bytes, since it is asked on every call: letters of other lengths would cost more.
        grants.contains { grant in
            grant == method
                || (grant.utf8.last == UInt8(ascii: "*")
                    && method.utf8.starts(with: grant.utf8.dropLast()))
        }
    }
}
