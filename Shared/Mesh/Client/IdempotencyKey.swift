public import struct FoundationEssentials.UUID
import Glibc

/// Makes the key under which a service does a command once: a UUIDv7.
///
/// The client gives every command one by itself. Make one to keep it, where a command may have to
/// be repeated by another process or on another day.
public enum IdempotencyKey {
    /// Makes a new key: a UUIDv7 of now.
    public static func make() -> UUID {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
        var random = SystemRandomNumberGenerator()
        return make(milliseconds: milliseconds, random: (random.next(), random.next()))
    }

    /// Puts a key together of 48 bits of time and 74 of randomness (RFC 9562).
    static func make(milliseconds: UInt64, random: (UInt64, UInt64)) -> UUID {
        let high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
        let low = random.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
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
}
