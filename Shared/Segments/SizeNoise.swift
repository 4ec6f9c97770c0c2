import Crypto
import FoundationEssentials
package import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Tells sizes of audiences so that one person more or less seldom shows.
///
/// To a size comes an offset of 0 to 9, and the rest over the last ten is dropped. The offset follows from the
/// set of people under a key of the service (the sticky noise of Diffix): to ask again, or for the same people
/// by another rule, tells the same, so nothing is averaged away. Sets that differ by one person have offsets
/// that say nothing of each other.
package struct SizeNoise: Sendable {
    /// Of how many people the numbers of one reading can be added up.
    static let mostPeople = 32_767
    /// What a person adds to a sum besides their number, so that one sum tells how many they are, too.
    static let onePerson: Int64 = 1 << 47

    private let key: Data

    package init(in database: Database) throws {
        key = try Data.one(database, "SELECT key FROM segment_secret WHERE id = 1") ?? Data()
    }

    /// A size as partners are told it.
    ///
    /// - Parameters:
    ///   - count: How many they are.
    ///   - sum: Of their numbers.
    /// - Returns: Whole tens.
    package func told(_ count: Int64, _ sum: Int64) -> Int64 {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        withUnsafeBytes(of: (count.bigEndian, sum.bigEndian)) { code.update(data: $0) }
        let number = code.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let step = SegmentLimits.sizeStep
        let moved = count + Int64(number % UInt64(step))
        return moved - moved % step
    }
}
