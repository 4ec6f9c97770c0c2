import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

extension CommandContext<LoyaltyEnvironment> {
    /// Counts points that are given now for the operator, the partner and the tenant, and refuses what is
    /// above a limit of the day.
    ///
    /// A reversal gives no room back: otherwise an operator could give, take back and give without end.
    ///
    /// - Parameters:
    ///   - amount: How many.
    ///   - giver: The user or the service account whose limit counts.
    ///   - partner: Whose points they are.
    ///   - bounds: What may be given.
    /// - Throws: `issuanceLimit`, with the limit, what is left and until when.
    func countIssued(
        _ amount: Int64,
        by giver: UUID,
        at partner: PartnerRecord,
        within bounds: IssuanceBounds
    ) throws {
        let day = environment.calendar.day(of: now, in: partner.timeZone)
        let sums = try transaction.statements.all(
            """
            INSERT INTO issuance_days (id, day, ends_at, points)
            VALUES (?1, ?4, ?5, ?6), (?2, ?4, ?5, ?6), (?3, ?4, ?5, ?6)
            ON CONFLICT (id, day) DO UPDATE SET points = points + excluded.points
            RETURNING id, points
            """,
            [giver, partner.id, partner.tenant, day.number, day.endsAt, amount]
        ) { row in (id: try row.value(0, as: UUID.self), points: try row.value(1, as: Int64.self)) }
        let holders: [IssuanceScope: UUID] = [
            .operator: giver, .partner: partner.id.uuid, .tenant: partner.tenant.uuid,
        ]
        let points = holders.mapValues { id in sums.first { $0.id == id }?.points ?? 0 }
        if let scope = bounds.passed(by: points), let id = holders[scope] {
            let refusal = IssuanceRefusal(
                id: id,
                day: day.number,
                scope: scope,
                tenant: partner.tenant,
                partner: partner.id,
                operator: giver,
                points: bounds[scope],
                refusedAt: now
            )
            afterRefusal { try refusal.note(in: $0, transaction) }
            throw refusal.refusal(
                left: bounds[scope] - (points[scope] ?? 0) + amount,
                until: day.endsAt
            )
        }
        guard bounds.isUnusual(points[.operator] ?? 0, with: amount) else { return }
        try emit(
            IssuanceUnusual(
                operatorId: giver,
                points: points[.operator] ?? 0,
                limit: bounds.byOperator,
                day: CivilDate(day: day.number).text
            ),
            about: ids.uuid(at: now),
            of: partner
        )
    }
}
