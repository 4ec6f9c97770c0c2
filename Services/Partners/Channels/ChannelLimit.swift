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
        try (allowance ?? first(of: partner, in: database)).within(most)
            .demandRoom(for: .channels, beside: Int64.one(database, count, [partner]) ?? 0)
    }

    /// While a partner's first package is asked for, its limit holds already.
    private static func first(of partner: PartnerID, in database: Database) throws -> Allowance {
        let asked = try RequestRecord.openPackage(of: partner, in: database)?.terms?.limits
        let lasting = try Uses.lasting(of: partner, in: database)
        return Allowance(given: nil, asked: asked?.raised(by: lasting).channels)
    }
}

extension LimitedThing {
    static let channels = LimitedThing(
        "channels",
        words: "channels are there",
        remedy: "archive"
    )
}
