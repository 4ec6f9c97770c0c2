import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore

/// Tells the ledger what was counted, one entry for all that a campaign has shown in ten seconds.
///
/// Until then it stands beside the campaign's reservation, which holds it to what was set aside.
enum SettledImpressions {
    static let job = "impressions"
    fileprivate static let delay: Int64 = 10_000
    private static let slice = 50

    static func run(in context: WorkContext<AdvertisingEnvironment>) throws -> JobResult {
        let rows = try Row.all(
            context.database,
            """
            SELECT id, held.partner, tenant FROM impression_reservations AS held
            JOIN impression_balances ON impression_balances.partner = held.partner
            WHERE unsettled > 0 LIMIT ?
            """,
            [slice]
        )
        let book = context.impressions(by: .service)
        let isDone = try context.each(rows) { row in
            try book.settle(LedgerOwner(tenant: row[2], partner: row[1]), for: row[0])
        }
        return isDone && rows.count < slice ? .idle : .again
    }
}

extension ImpressionBook {
    /// What a campaign has set aside and not shown.
    struct Room {
        fileprivate let remaining: Int64
        fileprivate let unsettled: Int64

        var left: Int64 { remaining - unsettled }
    }

    func room(of campaign: CampaignID) throws -> Room {
        let row = try Row.one(
            transaction.database,
            "SELECT remaining, unsettled FROM impression_reservations WHERE id = ?",
            [campaign]
        )
        return Room(remaining: row?[0] ?? 0, unsettled: row?[1] ?? 0)
    }

    /// One of a campaign's impressions was shown; the ledger hears of it with others.
    func show(_ campaign: CampaignID, in room: Room) throws {
        try transaction.database.run(
            "UPDATE impression_reservations SET unsettled = unsettled + 1 WHERE id = ?",
            [campaign]
        )
        if room.left == 1 {
            // The campaign is over.
            try transaction.wakeJob(SettledImpressions.job)
        } else if room.unsettled == 0 {
            let due = now.adding(milliseconds: SettledImpressions.delay)
            try transaction.wakeJob(
                SettledImpressions.job,
                atMilliseconds: due.milliseconds
            )
        }
    }

    /// Tells the ledger what a campaign has shown since its last entry.
    func settle(_ owner: LedgerOwner, for campaign: CampaignID) throws {
        let unsettled = try room(of: campaign).unsettled
        guard unsettled > 0 else { return }
        try transaction.database.run(
            "UPDATE impression_reservations SET unsettled = 0 WHERE id = ?",
            [campaign]
        )
        try count(unsettled, of: owner, for: campaign)
    }
}
