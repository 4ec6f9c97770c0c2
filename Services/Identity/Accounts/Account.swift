import OctopusIdentityContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Whose users and roles somebody sees: a tenant's own, or a partner's.
struct Account: Sendable, Hashable {
    let tenant: TenantID
    /// Nil for the tenant's own account.
    let partner: PartnerID?

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    /// Which rows of roles or users are the account's; each of the two has an index.
    var condition: String {
        partner == nil ? "tenant_id = ? AND partner_id IS NULL" : "partner_id = ?"
    }

    /// The value in the condition.
    var owner: UUID { partner?.uuid ?? tenant.uuid }
}

extension Caller {
    /// The account that the person belongs to; an impersonator is in the partner's.
    func account() throws(Refusal) -> Account {
        let person = try requirePerson()
        return Account(tenant: person.tenant, partner: person.partner)
    }
}
