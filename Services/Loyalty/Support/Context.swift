import OctopusLoyaltyContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

extension CommandContext<LoyaltyEnvironment> {
    /// The partner that the call is about, if it may do business.
    func activePartner() throws -> PartnerRecord {
        try PartnerRecord.active(caller.requirePartner(), in: database)
    }
}

extension Emitting {
    /// Appends an event about something of that partner's.
    func emit<E: Event>(_ event: E, about subject: UUID, of partner: PartnerRecord) throws {
        try emit(event, about: subject, tenant: partner.tenant, partner: partner.id)
    }
}
