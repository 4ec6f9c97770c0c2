import OctopusContract
import OctopusPartnersContract
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusSegments

/// The part of a circle that is decided without trigonometry.
@Suite struct CircleTests {
    @Test(arguments: (0..<200) as Range<UInt64>)
    func `what lies in a circle's core lies in the circle`(
        seed: UInt64
    ) throws {
        var numbers = SeededNumbers(seed: seed)
        let circle = SegmentCircle(
            SegmentArea(
                attributeId: AttributeID(UUID()),
                latitudeE7: Int64.random(in: -850_000_000...850_000_000, using: &numbers),
                longitudeE7: Int64.random(in: -1_700_000_000...1_700_000_000, using: &numbers),
                radiusMeters: Int64.random(in: 500...500_000, using: &numbers)
            )
        )
        let core = circle.core
        guard core.south < core.north else { return }
        let (south, north) = (core.south >> 32, core.north >> 32 - 1)
        for latitude in [south, north, Int64.random(in: south...north, using: &numbers)] {
            for longitude in [core.west, core.east, (core.west + core.east) / 2] {
                #expect(circle.contains(SegmentPlace(packed: latitude << 32 | longitude)))
            }
        }
    }

    @Test func `most circles have a core, and it is half of them`() {
        let circle = SegmentCircle(
            SegmentArea(
                attributeId: AttributeID(UUID()),
                latitudeE7: 458_000_000,
                longitudeE7: 159_800_000,
                radiusMeters: 500_000
            )
        )
        let core = circle.core
        // In ten millionths of a degree; a degree of longitude is 0.7 of one of latitude there.
        #expect((core.north - core.south) >> 32 > 53_000_000)
        #expect(core.east - core.west > 80_000_000)
    }
}
