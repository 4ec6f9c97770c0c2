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
        let allowance = try PartnershipRecord.find(partner, in: database)?.allowance(\.channels)
        try (allowance ?? Allowance(given: nil, asked: nil)).within(most)
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
