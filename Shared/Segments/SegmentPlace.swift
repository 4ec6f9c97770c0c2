import Glibc
import OctopusContract
import OctopusPartnersContract

/// A point of the earth as one number, whose order is that of latitudes.
package struct SegmentPlace: Hashable, Sendable {
    package let packed: Int64

    /// A place in degrees, to the ten millionth.
    package init(latitude: Double, longitude: Double) {
        self.init(
            latitudeE7: Int64((latitude * 1e7).rounded()),
            longitudeE7: Int64((longitude * 1e7).rounded())
        )
    }

    package init(latitudeE7: Int64, longitudeE7: Int64) {
        packed = (latitudeE7 + Self.quarter) << 32 | (longitudeE7 + Self.half)
    }

    init(packed: Int64) { self.packed = packed }

    fileprivate static let quarter: Int64 = 900_000_000
    fileprivate static let half: Int64 = 1_800_000_000

    /// Radians, in the arithmetic that ``SegmentCircle/sql(_:)`` writes down for SQLite.
    fileprivate var latitude: Double { Double(packed >> 32 - Self.quarter) * SegmentCircle.radians }
    fileprivate var longitude: Double {
        Double(packed & 0xFFFF_FFFF - Self.half) * SegmentCircle.radians
    }
}

/// A circle as it is asked of SQLite and of a value: the cosine of the angle between two points is not
/// less than that of the radius.
///
/// Both sides compute it by the same steps with the same C library, so they agree on every point.
struct SegmentCircle {
    static let radians = Double.pi / 1_800_000_000
    private static let earthMeters = 6_371_008.8

    /// Places of these latitudes alone can be within, some metres more than needed.
    let southmost: Int64
    let northmost: Int64
    let sine: Double
    let cosine: Double
    let longitude: Double
    let least: Double
    /// Places in it are within for certain: half of the circle needs no trigonometry.
    let core: Core

    /// Latitudes, packed, and longitudes; empty where there is none.
    struct Core {
        var south: Int64 = 1
        var north: Int64 = 0
        var west: Int64 = 0
        var east: Int64 = 0
    }

    init(_ area: SegmentArea) {
        let center = SegmentPlace(latitudeE7: area.latitudeE7, longitudeE7: area.longitudeE7)
        let angle = Double(area.radiusMeters) / Self.earthMeters
        let reach = Int64((angle / Self.radians).rounded(.up)) + 1_000
        southmost = max(0, center.packed >> 32 - reach) << 32
        northmost = (center.packed >> 32 + reach + 1) << 32
        sine = sin(center.latitude)
        cosine = cos(center.latitude)
        longitude = center.longitude
        least = cos(angle)
        core = Self.core(center, angle)
    }

    /// Its corners are nine tenths of the radius away, so that no rounding of either side matters.
    private static func core(_ center: SegmentPlace, _ angle: Double) -> Core {
        let height = angle * 0.6
        let (south, north) = (center.latitude - height, center.latitude + height)
        guard south > -1.5, north < 1.5 else { return Core() }
        let width =
            [south, north].map { latitude in
                acos(
                    (cos(angle * 0.9) - sin(center.latitude) * sin(latitude))
                        / (cos(center.latitude) * cos(latitude))
                )
            }.min() ?? .nan
        let reach = (latitude: Int64(height / radians), longitude: width / radians)
        let (middle, side) = (center.packed >> 32, center.packed & 0xFFFF_FFFF)
        guard reach.longitude > 0, reach.longitude < Double(min(side, 2 * SegmentPlace.half - side))
        else { return Core() }
        return Core(
            south: (middle - reach.latitude) << 32,
            north: (middle + reach.latitude) << 32,
            west: side - Int64(reach.longitude),
            east: side + Int64(reach.longitude)
        )
    }

    func contains(_ place: SegmentPlace) -> Bool {
        sine * sin(place.latitude) + cosine * cos(place.latitude)
            * cos(place.longitude - longitude) >= least
    }

    /// The same of a column; its values follow in this order.
    static func sql(_ column: String) -> String {
        let latitude = "((\(column) >> 32) - 900000000) * ?"
        let longitude = "((\(column) & 4294967295) - 1800000000) * ?"
        return """
            (\(column) >= ? AND \(column) < ? AND (\(column) >= ? AND \(column) < ? \
            AND (\(column) & 4294967295) BETWEEN ? AND ? \
            OR ? * sin(\(latitude)) + ? * cos(\(latitude)) * cos(\(longitude) - ?) >= ?))
            """
    }
}
