import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusPartnersContract
import OctopusServiceKit

/// A broadcast as it lies in the database.
struct BroadcastRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "broadcasts"

    /// Its place in the order of making, which messages name; the database gives it.
    private let seq: Int64?
    let id: BroadcastID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private(set) var title: String
    private(set) var text: String
    private(set) var target: String?
    private(set) var videoLink: String?
    private(set) var file: FileID?
    private(set) var reach: BroadcastReach
    private(set) var channels: [ChannelID]
    private(set) var segments: [SegmentID]
    /// What the segments' rules were when it was scheduled.
    private(set) var rule: SegmentRule?
    private(set) var startsAt: Instant?
    private var quietFrom: Int64?
    private var quietUntil: Int64?
    private(set) var status = BroadcastStatus.draft
    private(set) var pausedFor: BroadcastPause?
    private(set) var request: RequestID?
    private var dueAt: Instant?
    private let createdAt: Instant
    private(set) var startedAt: Instant?
    private var endedAt: Instant?
    var gatheredChannel = 0
    var gatheredTo: EndUserID?
    private(set) var isGathered = false
    private(set) var audience: Int64 = 0
    private(set) var sentTo: EndUserID?
    private(set) var sent: Int64 = 0
    private(set) var skipped: Int64 = 0
    private(set) var turn: Int64 = 0
    private(set) var restsUntil: Instant?
    private var isCleared = false

    init(_ fields: BroadcastFields, id: BroadcastID, of partner: PartnerRecord, at now: Instant) {
        (seq, self.id, tenant, self.partner) = (nil, id, partner.tenant, partner.id)
        (title, text, reach, channels, segments) = ("", "", .followers, [], [])
        createdAt = now
        take(fields)
    }

    /// Its number; every stored one has it.
    var number: Int64 { seq ?? 0 }

    /// Replaces everything that can be edited.
    mutating func take(_ fields: BroadcastFields) {
        let terms = fields.terms
        (title, text, target, videoLink) = (terms.title, terms.text, terms.target, terms.videoLink)
        file = terms.fileId
        (reach, channels) = (terms.audience.reach, terms.audience.channels)
        segments = terms.audience.segments ?? []
        startsAt = terms.startsAt
        (quietFrom, quietUntil) = (terms.quietHours?.fromMinute, terms.quietHours?.untilMinute)
    }

    var terms: BroadcastTerms {
        BroadcastTerms(
            title: title,
            text: text,
            target: target,
            videoLink: videoLink,
            fileId: file,
            audience: BroadcastAudience(
                reach: reach,
                channels: channels,
                segments: segments.isEmpty ? nil : segments
            ),
            startsAt: startsAt,
            quietHours: quietHours
        )
    }

    var quietHours: QuietHours? {
        guard let quietFrom, let quietUntil else { return nil }
        return QuietHours(fromMinute: quietFrom, untilMinute: quietUntil)
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: BroadcastChanged {
        BroadcastChanged(
            id: id,
            version: version,
            status: status,
            channels: channels,
            audience: isGathered ? audience : nil,
            sent: sent,
            skipped: skipped
        )
    }

    var standing: BroadcastStanding {
        BroadcastStanding(broadcastId: id, version: version, status: status, requestId: request)
    }

    /// As its partner sees it.
    func broadcast(in database: Database) throws -> Broadcast {
        Broadcast(
            id: id,
            version: version,
            terms: terms,
            file: try file.flatMap { try StoredFile.known($0, in: database) },
            status: status,
            pausedFor: pausedFor,
            quietUntilAt: restsUntil,
            requestId: request,
            audience: isGathered ? told(audience) : nil,
            sent: told(sent),
            skipped: told(skipped),
            startedAt: startedAt,
            endedAt: endedAt,
            createdAt: createdAt
        )
    }

    /// A number of end users as a partner is told it: of segments in whole tens, so that a broadcast to few
    /// tells nothing of one of them.
    private func told(_ count: Int64) -> Int64 {
        rule == nil ? count : count - count % SegmentLimits.sizeStep
    }
}

// What steps, time and the tenant make of it.
extension BroadcastRecord {
    /// A draft is to begin at its time, or waits for the tenant, for those whom the rule selects from now on.
    mutating func schedule(
        as status: BroadcastStatus,
        to rule: SegmentRule?,
        _ request: RequestID?,
        at now: Instant
    ) {
        self.rule = rule
        if let request { self.request = request }
        become(status, at: now)
    }

    /// What the tenant decides, or its partner's step says.
    mutating func become(_ status: BroadcastStatus, at now: Instant) {
        self.status = status
        (pausedFor, restsUntil, dueAt) = (nil, nil, nil)
        switch status {
        case .draft: rule = nil
        case .scheduled: dueAt = startsAt ?? now
        case .paused: pausedFor = .asked
        case .sent, .cancelled: endedAt = now
        case .requested, .sending: break
        }
    }

    /// Its time has come.
    mutating func begin(turn: Int64, at now: Instant) {
        become(.sending, at: now)
        (startedAt, self.turn) = (now, turn)
    }

    /// Something keeps it from going on.
    mutating func pause(for reason: BroadcastPause, at now: Instant) {
        become(.paused, at: now)
        pausedFor = reason
    }

    mutating func rest(until end: Instant) { restsUntil = end }

    mutating func wake() { restsUntil = nil }

    /// Others come before it now.
    mutating func pass(to turn: Int64) { self.turn = turn }

    /// So many more are in its audience.
    mutating func gather(_ count: Int) { audience += Int64(count) }

    /// All are in its audience who will be.
    mutating func freeze() { (isGathered, gatheredTo) = (true, nil) }

    /// One of the audience has got it, or may not.
    mutating func pass(_ endUser: EndUserID, isSent: Bool) {
        sentTo = endUser
        if isSent { sent += 1 } else { skipped += 1 }
    }

    /// Those of the audience who left the list were erased.
    mutating func end(at now: Instant) {
        skipped = audience - sent
        become(.sent, at: now)
    }

    mutating func clear() { isCleared = true }

    /// Its file's time is over.
    mutating func loseFile() { file = nil }

    /// How many of the audience have not had their turn.
    var left: Int64 { audience - sent - skipped }
}
