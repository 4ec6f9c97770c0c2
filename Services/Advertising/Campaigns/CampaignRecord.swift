import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// A campaign as it lies in the database.
struct CampaignRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "campaigns"

    let id: CampaignID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var name: String
    private(set) var ads: [AdID]
    private(set) var impressions: Int64
    private(set) var startsAt: Instant
    private(set) var endsAt: Instant
    private var blockedHours: [WeeklyHours]
    private(set) var segments: [SegmentID]
    private(set) var placements: [PlacementID] = []
    private var capMost: Int64?
    private var capPeriod: CampaignCapPeriod?
    private var dailyImpressions: Int64?
    private var priority = AdvertisingLimits.standardPriority
    private var weight: Int64 = 1
    private(set) var status = CampaignStatus.draft
    /// The last request: a decision of an earlier one is about other terms.
    private(set) var request: RequestID?
    private var reason: String?
    /// Whether its partner has paused it.
    private(set) var isStopped = false
    /// What else keeps it from running.
    private(set) var heldFor: CampaignPause?
    /// Those of its ads that are approved, from its request to its end.
    private(set) var shown: [AdID] = []
    /// When time makes something of it next.
    private(set) var dueAt: Instant?
    private let createdAt: Instant
    private var startedAt: Instant?
    private var endedAt: Instant?
    private var endedBy: CampaignEnd?

    init(_ fields: CampaignFields, id: CampaignID, of partner: PartnerRecord, at now: Instant) {
        (self.id, tenant, self.partner, createdAt) = (id, partner.tenant, partner.id, now)
        (name, ads, impressions) = (fields.terms.name, [], fields.terms.impressions)
        (startsAt, endsAt) = (fields.terms.startsAt, fields.terms.endsAt)
        (blockedHours, segments) = ([], [])
        take(fields)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ fields: CampaignFields) {
        let terms = fields.terms
        (name, ads, impressions) = (terms.name, terms.adIds, terms.impressions)
        (startsAt, endsAt) = (terms.startsAt, terms.endsAt)
        (blockedHours, segments) = (terms.blockedHours ?? [], terms.segmentIds ?? [])
        placements = terms.placementIds ?? []
        (capMost, capPeriod) = (terms.cap?.most, terms.cap?.period)
        dailyImpressions = terms.dailyImpressions
        priority = terms.priority ?? AdvertisingLimits.standardPriority
        weight = terms.weight ?? 1
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    /// Whose impressions it uses.
    var ledger: LedgerOwner { LedgerOwner(tenant: tenant, partner: partner) }

    var pausedFor: CampaignPause? { isStopped ? .asked : heldFor }

    var terms: CampaignTerms {
        CampaignTerms(
            name: name,
            adIds: ads,
            impressions: impressions,
            startsAt: startsAt,
            endsAt: endsAt,
            blockedHours: blockedHours.isEmpty ? nil : blockedHours,
            segmentIds: segments.isEmpty ? nil : segments,
            placementIds: placements.isEmpty ? nil : placements,
            cap: cap,
            dailyImpressions: dailyImpressions,
            priority: priority,
            weight: weight
        )
    }

    private var cap: CampaignCap? {
        guard let capMost, let capPeriod else { return nil }
        return CampaignCap(most: capMost, period: capPeriod)
    }

    var state: CampaignChanged {
        CampaignChanged(
            id: id,
            version: version,
            terms: terms,
            status: status,
            pausedFor: pausedFor,
            shownAdIds: shown
        )
    }

    /// As its partner sees it.
    func campaign(in database: Database) throws -> Campaign {
        let held = try Row.one(
            database,
            """
            SELECT counted + unsettled, remaining - unsettled FROM impression_reservations
            WHERE id = ?
            """,
            [id]
        )
        return Campaign(
            id: id,
            version: version,
            terms: terms,
            status: status,
            pausedFor: pausedFor,
            shownAdIds: shown,
            requestId: request,
            reason: reason,
            counted: held?[0] ?? 0,
            remaining: held?[1] ?? 0,
            createdAt: createdAt,
            startedAt: startedAt,
            endedAt: endedAt,
            endedBy: endedBy
        )
    }
}

// What steps, time and the tenant make of it.
extension CampaignRecord {
    /// The tenant is asked about it as it is now.
    mutating func ask(by request: RequestID) {
        become(.requested)
        self.request = request
        shown = ads
    }

    /// What its partner or its tenant makes of it.
    mutating func become(_ status: CampaignStatus, because reason: String? = nil) {
        (self.status, self.reason) = (status, reason)
        (isStopped, heldFor) = (false, nil)
        switch status {
        case .draft, .rejected, .finished: (shown, dueAt) = ([], nil)
        case .approved: dueAt = startsAt
        case .requested, .running, .paused: dueAt = endsAt
        }
    }

    /// Its time has come, whether it may run or is held.
    mutating func begin(heldFor pause: CampaignPause?, at now: Instant) {
        become(.running)
        startedAt = now
        hold(for: pause)
    }

    /// Something keeps it from running, or nothing does any more.
    mutating func hold(for pause: CampaignPause?) {
        heldFor = pause
        settle()
    }

    /// Its partner pauses it, or lets it go on.
    mutating func stop(_ isStopped: Bool) {
        self.isStopped = isStopped
        settle()
    }

    /// One of its ads may be shown no longer, or again.
    ///
    /// - Returns: Whether that changes anything.
    mutating func show(_ ad: AdID, _ isApproved: Bool) -> Bool {
        let before = shown
        shown = ads.filter { $0 == ad ? isApproved : before.contains($0) }
        guard shown != before else { return false }
        let isLive = status == .running || status == .paused
        if isLive, heldFor == nil || heldFor == .ads { hold(for: shown.isEmpty ? .ads : nil) }
        return true
    }

    mutating func extend(to end: Instant, _ impressions: Int64) {
        (endsAt, self.impressions) = (end, impressions)
        if status != .approved { dueAt = end }
    }

    mutating func finish(by end: CampaignEnd, at now: Instant) {
        become(.finished)
        (endedAt, endedBy) = (now, end)
    }

    private mutating func settle() {
        status = isStopped || heldFor != nil ? .paused : .running
    }
}
