import FoundationEssentials
import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore

extension LiveAds {
    private static let slice = 100
    private static let capSlice = 5000

    /// Reads what the database has, before the first call is answered, in slices: a read has a second.
    func load(from store: Store, at now: Instant) async throws {
        try await loadPlacements(from: store, at: now)
        for status in [CampaignStatus.running, .paused] {
            var last: CampaignID?
            repeat {
                let (from, slice) = (last, Self.slice)
                let (next, campaigns) = try await store.read { database in
                    let records = try CampaignRecord.all(
                        database,
                        """
                        SELECT * FROM campaigns WHERE status = ? AND id > ? ORDER BY id LIMIT ?
                        """,
                        [status, from?.databaseValue ?? Self.beforeAll, slice]
                    )
                    let campaigns = try records.compactMap { try LiveCampaign($0, in: database) }
                    return (records.count == slice ? records.last?.id : nil, campaigns)
                }
                for campaign in campaigns { put(campaign, at: now) }
                last = next
            } while last != nil
        }
        try await loadCaps(from: store, at: now)
    }

    /// What no identifier comes before.
    private static let beforeAll = Data().databaseValue

    private func loadPlacements(from store: Store, at now: Instant) async throws {
        var last: ApplicationID?
        repeat {
            let (from, slice) = (last, Self.slice)
            let (next, placements) = try await store.read { database in
                let applications = try ApplicationRecord.all(
                    database,
                    "SELECT * FROM applications WHERE id > ? ORDER BY id LIMIT ?",
                    [from?.databaseValue ?? Self.beforeAll, slice]
                )
                let placements = try applications.map { try LivePlacement.all(in: $0, database) }
                return (applications.count == slice ? applications.last?.id : nil, placements)
            }
            for placements in placements { put(placements, at: now) }
            last = next
        } while last != nil
    }

    /// How often end users were shown campaigns in the periods that are.
    private func loadCaps(from store: Store, at now: Instant) async throws {
        var last: Int64 = 0
        while true {
            let (from, slice) = (last, Self.capSlice)
            let rows = try await store.read { database in
                try CountedCap.all(
                    database,
                    "SELECT rowid AS seq, * FROM campaign_caps WHERE rowid > ? ORDER BY rowid LIMIT ?",
                    [from, slice]
                )
            }
            guard let end = rows.last else { return }
            serving.change { serving in
                for row in rows where row.untilAt > now {
                    serving.remember(
                        Int(row.counted),
                        for: row.endUser,
                        of: row.campaign,
                        at: row.lastAt,
                        now: now
                    )
                }
            }
            last = end.seq
        }
    }
}

/// How often an end user was shown a campaign in the period of the last time.
struct CountedCap: StoredRecord {
    static let databaseTableName = "campaign_caps"
    static let purge = PurgeRule("campaign_caps", key: "rowid", olderBy: "until_at")

    let seq: Int64
    let campaign: CampaignID
    let endUser: EndUserID
    let counted: Int64
    let lastAt: Instant
    let untilAt: Instant
}
