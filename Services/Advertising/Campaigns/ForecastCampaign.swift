import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit

extension ForecastCampaign: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Reply {
        let (database, now) = (context.database, context.now)
        let found = try PartnerRecord.find(context.caller.requirePartner(), in: database)
        guard let partner = found else { throw Refusal(.notFound) }
        var fields = FieldRules()
        fields.span(request.startsAt, request.endsAt, inside: "", at: now)
        fields.blocked(request.blockedHours ?? [], "blockedHours")
        let named = request.placementIds ?? []
        try fields.placements(named, "placementIds", of: partner, in: database)
        try fields.check()
        guard var zone = ZonePeriods(partner.timeZone) else { return Reply(countedDays: 0) }
        let today = zone.day(at: now.milliseconds)
        let history = try AdTraffic.history(of: partner.tenant, before: today, in: database)
        guard let traffic = ExpectedTraffic(history.byDay(at: named), before: today) else {
            return Reply(countedDays: 0)
        }
        let time = max(request.startsAt, now).milliseconds..<request.endsAt.milliseconds
        let open = OpenTime(time, without: BlockedHours(request.blockedHours ?? []), in: &zone)
        let mostADay = request.dailyImpressions.map { Double($0) } ?? .infinity
        var (all, own) = (0.0, 0.0)
        var moment = time.lowerBound
        while moment < time.upperBound {
            let day = zone.span(of: .day, at: moment)
            let part = Double(open.open(in: day)) / Double(day.upperBound - day.lowerBound)
            let requests = traffic.requests(on: zone.day(at: moment)) * part
            all += requests
            own += min(requests, mostADay)
            moment = day.upperBound
        }
        let taken = try booked(of: partner.tenant, in: time, at: now, database)
            .reduce(0) { $0 + $1.impressions * history.part(of: $1.placements, at: named) }
        let likely = Int64(max(0, min(all - taken, own)))
        return Reply(
            likely: likely,
            isEnough: likely >= request.impressions,
            countedDays: traffic.countedDays
        )
    }

    /// What campaigns of a tenant have set aside for a time, as if each showed as many in an hour as in the next.
    private static func booked(
        of tenant: TenantID,
        in time: Range<Int64>,
        at now: Instant,
        _ database: Database
    ) throws -> [Booked] {
        try Booked.all(
            database,
            """
            SELECT placements, 1.0 * (remaining - unsettled)
                * max(0, min(ends_at, ?) - max(starts_at, ?))
                / max(1, ends_at - max(starts_at, ?)) AS impressions
            FROM campaigns JOIN impression_reservations AS held ON held.id = campaigns.id
            WHERE tenant = ? AND due_at IS NOT NULL
            """,
            [time.upperBound, time.lowerBound, now, tenant]
        )
    }
}

/// What a campaign has set aside for a time, and where it is shown; nowhere named: everywhere.
private struct Booked: StoredRecord {
    static let databaseTableName = "campaigns"

    let placements: [PlacementID]
    let impressions: Double
}
