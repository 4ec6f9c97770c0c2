package import OctopusContract
package import OctopusMesh
package import struct FoundationEssentials.UUID

/// What a call may reach: the intersection of what its program and its person may.
///
/// A call without a person reaches what its program does, never more.
package struct Reach: Sendable, Hashable {
    /// Nil for every tenant.
    package let tenant: TenantID?
    /// Nil for every partner.
    package let partner: PartnerID?
    /// Whether the program itself is bound to that partner, not the person alone.
    package let isPartnersProgram: Bool
    /// The end user or the visitor, who sees themselves alone; nil for everybody else.
    package let own: UUID?

    /// Nil if program and person have nothing in common.
    package init?(_ program: PrincipalScope, _ person: Person?) {
        let (tenant, partner) = (
            program.tenant.map(TenantID.init), program.partner.map(PartnerID.init)
        )
        if let person {
            guard tenant == nil || person.tenant == tenant else { return nil }
            if let partner, let own = person.partner, own != partner { return nil }
        }
        self.tenant = tenant ?? person?.tenant
        self.partner = partner ?? person?.partner
        isPartnersProgram = partner != nil
        own = person.flatMap { $0.seesItselfAlone ? $0.subject : nil }
    }

    /// Whether a method's rule holds for a call to that place.
    func covers(_ scope: CallScope, by rule: AccessRule) -> Bool {
        if let tenant, let named = scope.tenant, tenant != named { return false }
        guard let named = scope.partner else { return coversTenant(scope, by: rule) }
        return partner == nil || partner == named
    }

    /// What a whole tenant's method shows lies across its partners, so a partner's program has no part
    /// in it, but to let persons in and to serve them in what is their own.
    private func coversTenant(_ scope: CallScope, by rule: AccessRule) -> Bool {
        guard isPartnersProgram, scope.tenant != nil else { return true }
        return switch rule {
        case .program, .user, .anybody, .service, .partnerUser: true
        case .installation, .tenantUser, .endUser, .visitor: false
        }
    }
}
