import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// How many channels a partner may have: those that are not archived count.
enum ChannelLimit {
    /// Where the package has no limit.
    private static let most: Int64 = 1000

    static let count = "SELECT count(*) FROM channels WHERE partner = ? AND status <> 'archived'"

    /// - Throws: `packageLimit`.
    static func demandRoom(of partner: PartnerID, in database: Database) throws {
        let given = try PartnershipRecord.find(partner, in: database)?.limits.channels
        try Allowance(given: min(given ?? most, most), asked: nil)
            .demandRoom(for: .channels, beside: Int64.one(database, count, [partner]) ?? 0)
    }
}

extension LimitedThing {
    static let channels = LimitedThing(
        "channels",
        words: "channels are there",
        remedy: "archive"
    )
}
