import Testing

@testable import OctopusStore

struct EarthPointTests {
    private func point(_ latitude: Double, _ longitude: Double) -> EarthPoint {
        EarthPoint(latitudeE7: Int64(latitude * 1e7), longitudeE7: Int64(longitude * 1e7))
    }

    @Test func `a degree of latitude has 111,195 metres, and a degree of longitude less and less`()
    {
        #expect(abs(point(0, 0).meters(to: point(1, 0)) - 111_195.08) < 0.01)
        #expect(abs(point(0, 0).meters(to: point(0, 1)) - 111_195.08) < 0.01)
        #expect(abs(point(60, 0).meters(to: point(60, 1)) - 55_597.5) < 10)
        #expect(point(45.8, 15.9).meters(to: point(45.8, 15.9)) == 0)
        // Half of the way around, where rounding could leave the domain of the arc sine.
        #expect(abs(point(0, 0).meters(to: point(0, 180)) - .pi * 6_371_008.8) < 0.01)
    }

    @Test func `the way over the date line and over a pole is the short one`() {
        #expect(abs(point(0, 179.9).meters(to: point(0, -179.9)) - 22_239) < 1)
        #expect(abs(point(0, 180).meters(to: point(0, -180))) < 0.001)
        #expect(abs(point(89.9, 0).meters(to: point(89.9, 180)) - 22_239) < 1)
        // At a pole the longitude says nothing.
        #expect(point(90, 0).meters(to: point(90, 77)) < 0.001)
    }

    @Test(arguments: 1...20)
    func `what lies in a box is as far as the box says`(seed: UInt64) {
        var random = Dice(seed: seed)
        for _ in 0..<200 {
            let (south, west) = (random.degrees(90), random.degrees(180))
            let north = min(90, south + abs(random.degrees(random.small ? 1 : 90)))
            let east = min(180, west + abs(random.degrees(random.small ? 1 : 180)))
            let box = GeoBox(
                latitudes: EarthPoint.radians(south * 1e7)...EarthPoint.radians(north * 1e7),
                longitudes: EarthPoint.radians(west * 1e7)...EarthPoint.radians(east * 1e7)
            )
            let center = point(random.degrees(90), random.degrees(180))
            let (latitude, longitude) = (
                EarthPoint.radians(center.latitudeE7), EarthPoint.radians(center.longitudeE7)
            )
            let least = box.leastMeters(from: latitude, longitude)
            let most = box.mostMeters(from: latitude, longitude)
            for _ in 0..<20 {
                let inside = point(
                    south + (north - south) * random.share,
                    west + (east - west) * random.share
                )
                // A point is cut to a ten millionth of a degree.
                let meters = center.meters(to: inside)
                #expect(least <= meters + 0.05)
                if let most { #expect(meters <= most + 0.05) }
            }
        }
    }
}

/// Numbers that come again with the same seed.
private struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    /// From 0 to 1.
    var share: Double {
        mutating get {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
    }

    var small: Bool { mutating get { share < 0.5 } }

    mutating func degrees(_ most: Double) -> Double { (share * 2 - 1) * most }
}
