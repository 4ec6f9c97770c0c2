import OctopusPartnersContract
import OctopusServiceKit

/// People by number, each once.
struct SegmentTally: Sendable {
    typealias Number = SegmentReport<PartnersMeasure>.Number

    /// How many they are, and the sum of their numbers for ``SizeNoise``.
    struct Size: Sendable, Hashable {
        var people: Int64 = 0
        var sum: Int64 = 0

        static func += (left: inout Size, right: Size) {
            left.people += right.people
            left.sum += right.sum
        }
    }

    private struct Counted: Hashable {
        let person: EndUserID
        let number: Number
    }

    private var counted: Set<Counted> = []
    private(set) var sizes: [Number: Size] = [:]

    mutating func count(_ person: EndUserID, _ noise: Int64, in number: Number) {
        guard counted.insert(Counted(person: person, number: number)).inserted else { return }
        sizes[number, default: Size()] += Size(people: 1, sum: noise)
    }
}
