import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What an approval and a rejection have in common.
extension CommandContext<PartnersEnvironment> {
    /// Decides a request once and for all: its state, the history, the event and the mail are one
    /// transaction.
    ///
    /// - Parameters:
    ///   - method: The step.
    ///   - id: The request.
    ///   - decision: What is decided.
    ///   - reason: Why it is rejected.
    /// - Returns: The history's row.
    /// - Throws: `notFound`, `ownRequest`, `alreadyDecided`.
    func decide<M: Method>(
        by method: M.Type,
        _ id: RequestID,
        _ decision: RequestDecision,
        reason: String? = nil
    ) throws -> DecidedRequest {
        let person = try caller.requirePerson()
        var record = try RequestRecord.find(id, of: caller.requireTenant(), in: database)
        guard try !isOwn(record, of: person) else { throw Refusal(.ownRequest) }
        try record.step(by: method, person, reason: reason, at: now)
        if decision == .approved, record.kind == .partnership {
            // The same after a restore, so that one request makes one partner, whatever is done again.
            record.become(PartnerID(record.id.uuid))
        }
        record = try storeNext(of: record)
        if decision == .approved { try carryOut(record) } else { try askNoMore(record) }
        let activity: ActivityKind = decision == .approved ? .approved : .rejected
        try note(activity, of: record.partner, record, reason: reason)
        try followBroadcast(record)
        let row = DecisionRecord(record, decision, by: person.deciding, at: now)
        try row.store(in: database)
        try emit(
            RequestDecided(
                requestId: record.id,
                kind: record.kind,
                decision: decision,
                decidedAt: now,
                impressions: decision == .approved && record.impressions > 0
                    ? record.impressions : nil,
                // A stranger's may name them, and is erased with them.
                reason: record.kind.desk == .others ? reason : nil
            ),
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
        try mail(decision, of: record)
        return row.decided
    }

    /// The limits of a package that is no longer asked for hold nobody back.
    func askNoMore(_ record: RequestRecord) throws {
        guard record.kind == .packageChange, let partner = record.partner else { return }
        try ask(for: nil, partner)
    }

    /// Whether the person asked for it, be it as a stranger with the address that they log in with.
    private func isOwn(_ record: RequestRecord, of person: Person) throws -> Bool {
        if record.isAsked(by: person) { return true }
        guard let email = record.email else { return false }
        return try database.exists(
            "SELECT 1 FROM users WHERE id = ? AND email = ?",
            [person.subject, email]
        )
    }

    /// What an approval of this service's own kinds brings about.
    ///
    /// The other kinds are carried out by those who own them, who follow `RequestDecided`.
    private func carryOut(_ record: RequestRecord) throws {
        guard let partner = record.partner else { return }
        switch record.kind {
        case .addOns:
            try Balances.add(record, to: PartnerRecord.active(partner, in: database).id, in: self)
        case .packageChange:
            guard let package = record.items.first?.packageId, let terms = record.terms else {
                return
            }
            _ = try PartnerRecord.active(partner, in: database)
            // The use may have grown while the request waited.
            try Uses.demand(terms.limits, of: partner, in: database)
            try entitle(partner, of: record.tenant, to: package, terms)
        case .partnership: try openPartnership(partner, record)
        case .broadcast, .advertisingPackage, .ad, .adCampaign:
            _ = try PartnerRecord.active(partner, in: database)
        }
    }

    /// The package is in force at once; identity opens the account as soon as it reads of it.
    private func openPartnership(_ partner: PartnerID, _ record: RequestRecord) throws {
        guard let package = record.items.first?.packageId, let terms = record.terms else { return }
        try record.demandFreeAddress(in: database)
        // After a restore its account may be there, with what it has published.
        if try StandingRecord.find(partner, in: database) != nil {
            try Uses.demand(terms.limits, of: partner, in: database)
        }
        try entitle(partner, of: record.tenant, to: package, terms)
        try Balances.add(record, to: partner, in: self)
        try tellApproved(record, as: partner)
    }

    /// Has identity open the account, and says until then that it is awaited; another attempt is
    /// another thing to act on.
    func tellApproved(
        _ record: RequestRecord,
        as partner: PartnerID,
        attempt: AttemptID? = nil
    ) throws {
        // After a restore it is approved again, and its account may be there.
        if try StandingRecord.find(partner, in: database) == nil {
            try StuckPartnerships.note(
                partner,
                .accountAwaited,
                of: record.tenant,
                at: now,
                in: database
            )
        }
        try emit(
            PartnershipApproved(
                requestId: record.id,
                partnerId: partner,
                partnerName: record.partnerName,
                attemptId: attempt
            ),
            personal: .init(
                ownerName: record.contactName,
                ownerEmail: record.email,
                ownerPhone: record.phone
            ),
            about: partner.uuid,
            tenant: record.tenant,
            partner: partner
        )
    }
}
