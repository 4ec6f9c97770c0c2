import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// A promo that may have been opened in the time of a report, and where it counts.
struct ReportedPromo: Sendable {
    /// A thousand promos of a partner would be looked up for each of a million end users.
    private static let most = 500

    let id: ReportedID
    let channels: [ReportedID]

    /// Those that the report asks for, by their place.
    ///
    /// - Throws: `invalid` if they are too many.
    static func all(
        of partner: PartnerID,
        in asked: SegmentReport<PartnersMeasure>,
        _ database: Database
    ) throws -> [Int64: ReportedPromo] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT promos.seq, promos.id, value FROM promos, json_each(promos.channels)
                WHERE partner = ? AND started_at < ? AND ifnull(ends_at, ?) > ?
                """,
            arguments: [
                partner, asked.time.upperBound, Int64.max, asked.time.lowerBound,
            ]
        )
        let isByPromo = asked.measures.contains { $0 == .promoOpens || $0 == .promoClicks }
        var promos: [Int64: ReportedPromo] = [:]
        while let row = try rows.next() {
            let (seq, id): (Int64, ReportedID) = (row[0], row[1])
            let channel = UUID(uuidString: row[2]).map { ReportedID($0) }
            let known = promos[seq]?.channels ?? []
            promos[seq] = ReportedPromo(id: id, channels: known + (channel.map { [$0] } ?? []))
        }
        promos = promos.filter { _, promo in
            isByPromo ? asked.has(promo.id) : promo.channels.contains(where: asked.has)
        }
        guard promos.count > most else { return promos }
        throw FieldRules.refusal(
            "things",
            .count,
            "Those are \(promos.count) promos; a report by segment looks at \(most). Name some, or fewer days."
        )
    }
}
