import FoundationEssentials
import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

/// A campaign that has begun and not ended, with all that the database has of it and serving needs.
struct LiveCampaign: Sendable {
    let id: CampaignID
    let tenant: TenantID
    /// The tenant's zone.
    let zone: String
    /// A paused one is not chosen; what was chosen before still counts.
    let isRunning: Bool
    let terms: CampaignTerms
    /// Those that may be shown, in the order in which they take turns.
    let ads: [LiveAd]
    /// Those of its segments.
    let rules: [SegmentID: LiveRule]
    let balance: ImpressionBalanceID
    /// All that its partner ever got.
    let bought: Int64
    /// What of that was shown, by whichever campaign.
    let spent: Int64
    let counted: Int64
    /// What of that was on the last day on which it showed any, if it has a daily limit.
    private let day: (beginsAt: Int64, counted: Int64)?

    /// Nil for one of a tenant that identity has not told of.
    init?(_ record: CampaignRecord, in database: Database) throws {
        guard let tenant = try TenantRecord.find(record.tenant, in: database) else { return nil }
        (id, self.tenant, zone) = (record.id, tenant.id, tenant.timeZone)
        (isRunning, terms) = (record.status == .running, record.terms)
        ads = try record.shown.compactMap { id in
            try AdRecord.known(id, of: record.partner, in: database)
                .map { try LiveAd($0, in: database) }
        }
        rules = try LiveRule.all(record.segments, in: database)
        balance = ImpressionBalanceID(record.partner.uuid)
        let accounts = try ImpressionAccounts.of(record.partner, in: database)
        let unsettled = try Int64.one(
            database,
            """
            SELECT sum(unsettled) FROM impression_reservations
            WHERE partner = ? AND remaining > 0
            """,
            [record.partner]
        )
        (bought, spent) = (accounts.total, accounts.counted + (unsettled ?? 0))
        counted =
            try Int64.one(
                database,
                "SELECT counted + unsettled FROM impression_reservations WHERE id = ?",
                [record.id]
            ) ?? 0
        day = try Row.one(
            database,
            "SELECT day_at, counted FROM campaign_days WHERE campaign = ?",
            [record.id]
        ).map { ($0[0], $0[1]) }
    }

    /// What was counted on a day.
    func counted(onDayOf day: Range<Int64>) -> Int64 {
        guard let known = self.day, known.beginsAt == day.lowerBound else { return 0 }
        return known.counted
    }

    /// What serving is told of it.
    func served(at placements: some Sequence<LivePlacement>) -> ServedTerms {
        let named = terms.placementIds.map(Set.init)
        var fitting: [PlacementID: [AdID]] = [:]
        for placement in placements where placement.isOn && named?.contains(placement.id) ?? true {
            let ads = ads.filter(placement.fits).map(\.id)
            if !ads.isEmpty { fitting[placement.id] = ads }
        }
        var served = ServedTerms(
            id: id,
            tenant: tenant,
            balance: balance,
            impressions: terms.impressions,
            time: terms.startsAt.milliseconds..<terms.endsAt.milliseconds,
            ads: fitting
        )
        served.segments = terms.segmentIds ?? []
        served.blocked = BlockedHours(terms.blockedHours ?? [])
        served.dailyLimit = terms.dailyImpressions
        served.caps = terms.cap.map { [FrequencyCap($0)] } ?? []
        served.priority = Int32(terms.priority ?? AdvertisingLimits.standardPriority)
        served.weight = Int32(terms.weight ?? 1)
        return served
    }
}

/// Whom a segment selects.
enum LiveRule: Sendable {
    case selects(SegmentRule, of: PartnerID)
    /// It is no longer in use.
    case nobody

    init(_ segment: SegmentID, in database: Database) throws {
        let row = try Row.one(
            database,
            "SELECT partner, rule FROM segments WHERE id = ? AND is_active = 1",
            [segment]
        )
        guard let row else {
            self = .nobody
            return
        }
        let text: String = row[1]
        let rule = try JSONDecoder().decode(SegmentRule.self, from: Data(text.utf8))
        self = .selects(rule, of: row[0])
    }

    static func all(
        _ segments: some Sequence<SegmentID>,
        in database: Database
    ) throws -> [SegmentID: LiveRule] {
        var rules: [SegmentID: LiveRule] = [:]
        for segment in segments { rules[segment] = try LiveRule(segment, in: database) }
        return rules
    }
}

extension FrequencyCap {
    fileprivate init(_ cap: CampaignCap) {
        self.init(most: UInt16(clamping: cap.most), period: CapPeriod(cap.period))
    }
}

extension CapPeriod {
    init(_ period: CampaignCapPeriod) {
        switch period {
        case .hour: self = .hour
        case .day: self = .day
        case .week: self = .week
        case .month: self = .month
        case .lifetime: self = .lifetime
        }
    }
}
