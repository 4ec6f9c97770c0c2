package import OctopusContract
package import OctopusServiceKit
package import struct FoundationEssentials.UUID

/// Whose files they are: a partner's, those of one of its users, or those of one of its end users.
///
/// What somebody uploads is looked for by its content within their own space alone: to know the hash of
/// another's file neither gives it nor tells that it exists.
package struct FileSpace: Sendable, Hashable {
    package let id: UUID
    package let tenant: TenantID
    package let partner: PartnerID

    /// Whether what is in it is bounded as one person's.
    let isOfPerson: Bool

    /// What a partner's users share.
    package static func partner(_ partner: PartnerID, of tenant: TenantID) -> FileSpace {
        FileSpace(id: partner.uuid, tenant: tenant, partner: partner, isOfPerson: false)
    }

    /// What one of a partner's users shares with no colleague; it counts as the partner's.
    package static func colleague(
        _ id: UserID,
        at partner: PartnerID,
        of tenant: TenantID
    ) -> FileSpace {
        FileSpace(id: id.uuid, tenant: tenant, partner: partner, isOfPerson: false)
    }

    /// An end user's or a visitor's own.
    package static func person(_ id: UUID, at partner: PartnerID, of tenant: TenantID) -> FileSpace
    {
        FileSpace(id: id, tenant: tenant, partner: partner, isOfPerson: true)
    }

    /// The caller's.
    package init(of caller: Caller) throws(Refusal) {
        let (partner, tenant) = (try caller.requirePartner(), try caller.requireTenant())
        self =
            caller.reach.own.map { .person($0, at: partner, of: tenant) }
            ?? .partner(partner, of: tenant)
    }

    private init(id: UUID, tenant: TenantID, partner: PartnerID, isOfPerson: Bool) {
        (self.id, self.tenant, self.partner) = (id, tenant, partner)
        self.isOfPerson = isOfPerson
    }
}
