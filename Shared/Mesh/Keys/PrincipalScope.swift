public import struct FoundationEssentials.UUID

/// What part of the installation a program may reach, with a person's token or without.
public enum PrincipalScope: Sendable, Hashable {
    /// Every tenant: the installation's own programs.
    case installation
    /// One tenant and its partners.
    case tenant(UUID)
    /// One partner.
    case partner(UUID, tenant: UUID)

    /// The scope of a program that is registered for these.
    ///
    /// A partner without its tenant reaches nothing: no tenant has a partner's id.
    public init(tenant: UUID?, partner: UUID?) {
        self =
            switch (tenant, partner) {
            case (nil, nil): .installation
            case (let tenant?, nil): .tenant(tenant)
            case (let tenant, let partner?): .partner(partner, tenant: tenant ?? partner)
            }
    }

    /// The one tenant; nil for the installation.
    public var tenant: UUID? {
        switch self {
        case .installation: nil
        case .tenant(let tenant), .partner(_, let tenant): tenant
        }
    }

    /// The one partner; nil for the installation and for a tenant.
    public var partner: UUID? {
        if case .partner(let partner, _) = self { partner } else { nil }
    }

    /// Whether all that the other reaches is reached here.
    public func contains(_ other: PrincipalScope) -> Bool {
        switch self {
        case .installation: true
        case .tenant(let tenant): other.tenant == tenant
        case .partner: other == self
        }
    }
}
