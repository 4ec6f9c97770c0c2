import GRDB
import GRDBSQLite

/// Rows of an R*Tree from the nearest on, one after the other: what is farther is not looked at.
///
/// The index is an `rtree_i32` of points in ten millionths of a degree, each of a group (a tenant, by a
/// number): `(id, south, north, west, east, group_from, group_to)`. A group spans two numbers at least:
/// boxes without volume make a bad tree. A row's rank is its distance in whole metres, and among equals
/// its id; a page goes on after the rank at which the page before ended.
///
///     SELECT … FROM places CROSS JOIN things ON things.seq = places.id
///     WHERE places.id MATCH nearest(latitude, longitude, meters, rank, group) LIMIT ?
///
/// SQLite visits what a query function scores lowest first (https://sqlite.org/rtree.html, 6.2), which
/// is the search for nearest neighbours of Hjaltason and Samet, "Distance Browsing in Spatial
/// Databases" (1999).
package enum Nearest {
    /// The rank of a row, which is its place in the order.
    package static func rank(meters: Double, id: Int64) -> Double {
        meters.rounded() + Double(id) * fraction
    }

    /// Before every row.
    package static let start = -1.0

    /// Ids below 2³¹ fit behind the metres.
    private static let fraction = 1.0 / 2_147_483_648

    /// What a box's bounds may be off by rounding.
    private static let slackMeters = 0.001

    /// Makes `nearest` known to a connection.
    static func register(in database: Database) throws {
        let code = sqlite3_rtree_query_callback(
            database.sqliteConnection,
            "nearest",
            { info in
                guard let info, info.pointee.nParam == 5, info.pointee.nCoord == 6 else {
                    return SQLITE_ERROR
                }
                Nearest.judge(&info.pointee)
                return SQLITE_OK
            },
            nil,
            nil
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func judge(_ info: inout sqlite3_rtree_query_info) {
        let (asked, corners) = (info.aParam, info.aCoord)
        guard let asked, let corners, corners[4] <= asked[4], asked[4] <= corners[5] else {
            info.eWithin = NOT_WITHIN
            return
        }
        let box = GeoBox(
            latitudes: radians(corners[0], corners[1]),
            longitudes: radians(corners[2], corners[3])
        )
        let (latitude, longitude) = (EarthPoint.radians(asked[0]), EarthPoint.radians(asked[1]))
        let (reach, last) = (asked[2], asked[3])
        info.eWithin = PARTLY_WITHIN
        if info.iLevel == 0 {
            let meters = EarthPoint(
                latitudeE7: Int64(corners[0]),
                longitudeE7: Int64(corners[2])
            ).meters(to: EarthPoint(latitudeE7: Int64(asked[0]), longitudeE7: Int64(asked[1])))
            info.rScore = rank(meters: meters, id: info.iRowid)
            if meters > reach || info.rScore <= last { info.eWithin = NOT_WITHIN }
        } else {
            let least = max(0, box.leastMeters(from: latitude, longitude) - slackMeters)
            let most = box.mostMeters(from: latitude, longitude).map { $0 + slackMeters }
            info.rScore = least.rounded()
            // All that it holds lies beyond the reach, or before the page.
            if least > reach || most.map({ $0.rounded() + 1 <= last }) ?? false {
                info.eWithin = NOT_WITHIN
            }
        }
    }

    /// In whatever order: a damaged file must not end the process.
    private static func radians(_ one: Double, _ other: Double) -> ClosedRange<Double> {
        EarthPoint.radians(min(one, other))...EarthPoint.radians(max(one, other))
    }
}
