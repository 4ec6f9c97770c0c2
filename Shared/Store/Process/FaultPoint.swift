import Glibc
import Synchronization

/// A place where a test kills the process, as a power cut would, or lets something go wrong.
///
/// `OCTOPUS_FAULT=name` makes the process end itself with SIGKILL when it comes to the place of
/// that name, `name:3` when it comes there for the third time. Faults that are not a death take a
/// rate in percent and a seed, `name:30:7`. It costs one load where it is unset.
package enum FaultPoint {
    private struct Armed: Sendable {
        let name: String
        let numbers: [Int]
    }

    private static let armed: Armed? = {
        guard let text = getenv("OCTOPUS_FAULT").map({ String(cString: $0) }), !text.isEmpty else {
            return nil
        }
        let parts = text.split(separator: ":")
        return Armed(name: String(parts[0]), numbers: parts.dropFirst().compactMap { Int($0) })
    }()
    private static let visits = Atomic<Int>(0)

    /// Dies here if this is the place and the turn that the environment names.
    ///
    /// - Parameter name: for instance `commit.before`.
    package static func hit(_ name: StaticString) {
        guard let armed else { return }
        guard armed.name == "\(name)" else { return }
        if visits.add(1, ordering: .relaxed).newValue == armed.numbers.first ?? 1 {
            kill(getpid(), SIGKILL)
        }
    }

    /// How often something is to go wrong: always, unless the environment tells a rate.
    ///
    /// - Parameter name: for instance `events.drop`.
    /// - Returns: nil if the environment names another fault or none.
    static func chance(_ name: String) -> Chance? {
        guard let armed, armed.name == name else { return nil }
        return Chance(
            percent: armed.numbers.first ?? 100,
            seed: armed.numbers.count > 1 ? armed.numbers[1] : 0
        )
    }
}

/// A row of decisions and numbers that a seed repeats (SplitMix64).
struct Chance: Sendable {
    private let percent: Int
    private var state: UInt64

    init(percent: Int, seed: Int) {
        self.percent = percent
        state = UInt64(bitPattern: Int64(seed))
    }

    /// Whether it happens this time.
    mutating func strikes() -> Bool { number(below: 100) < percent }

    mutating func number(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
