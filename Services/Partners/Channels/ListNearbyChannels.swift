import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

extension ListNearbyChannels: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<NearbyChannel> {
        let endUser = try context.caller.requireEndUser()
        let number = try Int64.one(
            context.database,
            "SELECT number FROM tenant_numbers WHERE tenant = ?",
            [try context.caller.requireTenant()]
        )
        // A tenant without a number has no channel yet.
        guard let number else { return Page(items: []) }
        let around = Around(
            center: EarthPoint(latitudeE7: request.latitudeE7, longitudeE7: request.longitudeE7),
            radiusMeters: request.radiusMeters ?? Request.standardRadiusMeters,
            tenantNumber: number
        )
        return try page(around, of: request, in: context) { row in
            let record = try ChannelRecord(row: row)
            return NearbyChannel(
                page: try record.page(for: endUser, in: context.database),
                distanceMeters: Int64(around.meters(to: record).rounded())
            )
        }
    }
}

/// The tenant's channels around a point, the nearest first.
private struct Around: PageSource {
    let center: EarthPoint
    let radiusMeters: Int64
    let tenantNumber: Int64

    var binding: [DatabaseValue] {
        [center.latitudeE7, center.longitudeE7, radiusMeters, tenantNumber].map(\.databaseValue)
    }

    func statement(after place: [DatabaseValue]?, rows: Int) -> (String, StatementArguments) {
        (
            """
            SELECT channels.* FROM channel_places
            CROSS JOIN channels ON channels.seq = channel_places.id
            WHERE channel_places.id MATCH nearest(?, ?, ?, ?, ?) LIMIT ?
            """,
            StatementArguments([
                center.latitudeE7.databaseValue, center.longitudeE7.databaseValue,
                radiusMeters.databaseValue, place?.first ?? Nearest.start.databaseValue,
                // A tenant spans two numbers of the index, from an even one on.
                (2 * tenantNumber).databaseValue, rows.databaseValue,
            ])
        )
    }

    func place(of row: Row) -> [DatabaseValue] {
        let point = EarthPoint(latitudeE7: row["latitude"], longitudeE7: row["longitude"])
        return [Nearest.rank(meters: center.meters(to: point), id: row["seq"]).databaseValue]
    }

    func meters(to record: ChannelRecord) -> Double {
        record.point.map { center.meters(to: $0) } ?? 0
    }
}
