import Glibc

/// A point on the earth, in ten millionths of a degree: whole numbers, so that it is the same in every
/// index, 11 mm at most.
package struct EarthPoint: Hashable, Sendable {
    package let latitudeE7: Int64
    package let longitudeE7: Int64

    package init(latitudeE7: Int64, longitudeE7: Int64) {
        self.latitudeE7 = latitudeE7
        self.longitudeE7 = longitudeE7
    }

    /// The great circle's metres, by the haversine formula, which is exact near by as well.
    ///
    /// R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), page 159; the radius is
    /// the mean of the IUGG, and an ellipsoid would differ by half a percent at most.
    package func meters(to other: EarthPoint) -> Double {
        Sphere.meters(
            from: Self.radians(latitudeE7),
            to: Self.radians(other.latitudeE7),
            turn: Sphere.turn(Self.radians(longitudeE7), Self.radians(other.longitudeE7))
        )
    }

    static func radians(_ e7: Int64) -> Double { radians(Double(e7)) }
    static func radians(_ e7: Double) -> Double { e7 * .pi / 1_800_000_000 }
}

/// Distances on a sphere; latitudes and turns are radians.
enum Sphere {
    /// The mean radius (2a + b) / 3 of GRS 80.
    static let radiusMeters = 6_371_008.8

    /// How far it is from one longitude to another the shorter way round, across the date line too.
    static func turn(_ one: Double, _ other: Double) -> Double {
        let difference = abs(one - other).truncatingRemainder(dividingBy: 2 * .pi)
        return min(difference, 2 * .pi - difference)
    }

    static func meters(from one: Double, to other: Double, turn: Double) -> Double {
        let (height, width) = (sin((other - one) / 2), sin(turn / 2))
        let chord = height * height + cos(one) * cos(other) * width * width
        return 2 * radiusMeters * asin(min(1, chord.squareRoot()))
    }
}

/// A field of latitudes and longitudes, as the index groups its points.
struct GeoBox {
    let latitudes: ClosedRange<Double>
    let longitudes: ClosedRange<Double>

    /// How far its nearest point is: nothing in it is nearer.
    func leastMeters(from latitude: Double, _ longitude: Double) -> Double {
        let turn =
            longitudes.contains(longitude)
            ? 0
            : min(
                Sphere.turn(longitude, longitudes.lowerBound),
                Sphere.turn(longitude, longitudes.upperBound)
            )
        // On a meridian the nearest point is at this latitude, if the box has it, or else at an end.
        let nearest = atan2(sin(latitude), cos(latitude) * cos(turn))
        let candidates =
            [latitudes.lowerBound, latitudes.upperBound]
            + (latitudes.contains(nearest) ? [nearest] : [])
        return candidates.map { Sphere.meters(from: latitude, to: $0, turn: turn) }.min() ?? 0
    }

    /// How far its farthest point is at most; nil for a box so wide that it is not worth knowing.
    func mostMeters(from latitude: Double, _ longitude: Double) -> Double? {
        let width = longitudes.upperBound - longitudes.lowerBound
        let middle = (longitudes.lowerBound + longitudes.upperBound) / 2
        let turn = Sphere.turn(longitude, middle) + width / 2
        // Within a quarter of the way round, the farthest point of a meridian is one of its ends.
        guard turn < .pi / 2 else { return nil }
        return max(
            Sphere.meters(from: latitude, to: latitudes.lowerBound, turn: turn),
            Sphere.meters(from: latitude, to: latitudes.upperBound, turn: turn)
        )
    }
}
