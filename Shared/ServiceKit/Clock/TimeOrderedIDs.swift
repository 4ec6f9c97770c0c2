package import OctopusContract
package import struct FoundationEssentials.UUID

/// UUIDv7 in rising order: 48 bits of milliseconds, then 74 bits that start at random and, within
/// one millisecond or while the clock is a little back, are counted up by a random step.
///
/// A clock that goes back by more than ten seconds was wrong before: ids follow it, or they would
/// be from the future for as long as it was ahead.
package struct TimeOrderedIDs: Sendable {
    private var milliseconds: UInt64 = 0
    /// The 12 bits after the version.
    private var high: UInt64 = 0
    /// The 62 bits after the variant.
    private var low: UInt64 = 0

    private static let longestStepBack: UInt64 = 10_000

    package init() {}

    package mutating func next(
        at now: Instant,
        using random: inout some RandomNumberGenerator
    ) -> UUID {
        let wanted = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
        if wanted > milliseconds || wanted + Self.longestStepBack < milliseconds {
            begin(wanted, using: &random)
        } else {
            step(using: &random)
        }
        return assembled
    }

    private mutating func begin(
        _ moment: UInt64,
        using random: inout some RandomNumberGenerator
    ) {
        milliseconds = moment
        high = UInt64.random(in: 0...0x7FF, using: &random)
        low = UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &random)
    }

    private mutating func step(using random: inout some RandomNumberGenerator) {
        low += UInt64.random(in: 1...0xFFFF_FFFF, using: &random)
        guard low > 0x3FFF_FFFF_FFFF_FFFF else { return }
        low &= 0x3FFF_FFFF_FFFF_FFFF
        high += 1
        if high > 0xFFF { begin(milliseconds + 1, using: &random) }
    }

    private var assembled: UUID {
        let first = (milliseconds << 16) | 0x7000 | high
        let second = 0x8000_0000_0000_0000 | low
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
        }
        return UUID(
            uuid: (
                byte(first, 0), byte(first, 1), byte(first, 2), byte(first, 3),
                byte(first, 4), byte(first, 5), byte(first, 6), byte(first, 7),
                byte(second, 0), byte(second, 1), byte(second, 2), byte(second, 3),
                byte(second, 4), byte(second, 5), byte(second, 6), byte(second, 7)
            )
        )
    }
}
