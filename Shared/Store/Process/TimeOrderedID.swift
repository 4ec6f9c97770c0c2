package import struct FoundationEssentials.UUID

/// UUID version 7: sorted by the millisecond in which it was made.
package enum TimeOrderedID {
    package static func make(atMilliseconds milliseconds: Int64) -> UUID {
        var generator = SystemRandomNumberGenerator()
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | generator.next() & 0x0FFF
        let low = 0x8000_0000_0000_0000 | generator.next() >> 2
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
        }
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            )
        )
    }

    /// When the id was made; nil if it is of another version or variant.
    package static func milliseconds(of id: UUID) -> Int64? {
        let bytes = id.uuid
        guard bytes.6 >> 4 == 7, bytes.8 >> 6 == 0b10 else { return nil }
        let high = Int64(bytes.0) << 16 | Int64(bytes.1) << 8 | Int64(bytes.2)
        let low = Int64(bytes.3) << 16 | Int64(bytes.4) << 8 | Int64(bytes.5)
        return high << 24 | low
    }

    /// The least id of that millisecond.
    package static func least(atMilliseconds milliseconds: Int64) -> UUID {
        let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
        func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: time >> (40 - 8 * index)) }
        return UUID(
            uuid: (
                byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            )
        )
    }
}
