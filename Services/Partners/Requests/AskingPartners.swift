import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// What the requests of partners have in common.
extension CommandContext<PartnersEnvironment> {
    /// Stores a request of the partner that the call is about.
    ///
    /// - Throws: `requestOpen`, `tooManyRequests`.
    func ask(
        _ kind: RequestKind,
        _ asked: AskedItems,
        description: String?,
        of partner: PartnerRecord
    ) throws -> PartnerRequest {
        let waiting = try Int.one(
            database,
            "SELECT count(*) FROM requests WHERE partner = ? AND status = 'pending'",
            [partner.id]
        )
        guard waiting ?? 0 < Self.mostWaiting else { throw Refusal(.tooManyRequests) }
        let record = try create(
            RequestRecord(
                kind,
                asked,
                description: description,
                of: partner,
                by: caller.requirePerson(),
                id: newID(),
                at: now
            )
        )
        try note(.requested, of: partner.id, record)
        return record.request
    }

    /// How many requests of one partner wait at a time.
    private static var mostWaiting: Int { 50 }
}
