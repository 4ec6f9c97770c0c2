import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit

/// The account of a partner that comes to be, with its Account owner.
struct PartnerAccount {
    let id: PartnerID
    let tenant: TenantID
    let name: String
    let ownerName: String
    let email: EmailAddress
    var phone: PhoneNumber?

    /// Makes both, and tells of them.
    func open(in context: some Emitting) throws -> UserRecord {
        var partner = PartnerRecord(id: id, tenantId: tenant, name: name, createdAt: context.now)
        // After a restore its standing may be known before its account.
        if let known = try StandingRecord.find(id, in: context.database) {
            partner.status = known.status
        }
        try context.create(partner)
        return try context.create(
            UserRecord(
                id: context.newID(),
                tenantId: tenant,
                partnerId: id,
                name: ownerName,
                email: email,
                phone: phone,
                passwordHash: nil,
                createdAt: context.now
            )
        )
    }

    /// Opens the accounts of partnerships that a tenant has approved, once each.
    ///
    /// What can't be opened, since somebody has got the address meanwhile, is told: the tenant names
    /// another address then.
    static let follower = FollowerDefinition<IdentityEnvironment>.effects(
        "partnerships",
        of: "partners",
        [
            .act(on: PartnershipApproved.self, once: { $0.attempt.uuid }) {
                event,
                personal,
                context in
                guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
                _ = try TenantRecord.existing(tenant, in: context.database)
                // What is read again after its owner was forgotten opens nothing.
                guard try PartnerRecord.find(event.partnerId, in: context.database) == nil,
                    let typed = personal?.ownerEmail, let email = EmailAddress(typed)
                else { return }
                guard try UserRecord.find(email: email, of: tenant, in: context.database) == nil
                else {
                    return try context.work.emit(
                        PartnershipAddressTaken(
                            partnerId: event.partnerId,
                            attemptId: event.attempt
                        ),
                        about: event.partnerId.uuid,
                        tenant: tenant
                    )
                }
                let owner = try PartnerAccount(
                    id: event.partnerId,
                    tenant: tenant,
                    name: event.partnerName,
                    ownerName: personal?.ownerName ?? event.partnerName,
                    email: email,
                    phone: personal?.ownerPhone.flatMap { PhoneNumber($0) }
                ).open(in: context.work)
                let (secret, expiresAt) = try LinkRecord.issue(
                    .invitation,
                    for: owner.id,
                    context.work.environment.lifetimes,
                    in: context.work
                )
                try context.work.mail(.invitation(secret, until: expiresAt), to: owner)
            }
        ]
    )
}
