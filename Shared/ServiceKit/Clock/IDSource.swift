package import OctopusContract
import Crypto
import Synchronization
package import struct FoundationEssentials.UUID

/// Where identifiers and secrets come from; a test seeds it.
package protocol IDSource: Sendable {
    /// A UUIDv7 of that moment, greater than every one before it unless the clock was put back.
    func uuid(at now: Instant) -> UUID
    func randomBytes(_ count: Int) -> [UInt8]
}

/// Identifiers from the system's own randomness.
package final class SystemIDs: IDSource {
    private let state = Mutex(TimeOrderedIDs())

    package init() {}

    package func uuid(at now: Instant) -> UUID {
        var random = SystemRandomNumberGenerator()
        return state.withLock { $0.next(at: now, using: &random) }
    }

    package func randomBytes(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}

/// The same identifiers in every run of the same seed.
package final class SeededIDs: IDSource {
    private struct State {
        var order = TimeOrderedIDs()
        var random: SeededGenerator
    }

    private let state: Mutex<State>

    package init(seed: UInt64 = 1) {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    package func uuid(at now: Instant) -> UUID {
        state.withLock { $0.order.next(at: now, using: &$0.random) }
    }

    package func randomBytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &state.random) }
        }
    }
}

/// SplitMix64: small, fast, and the same everywhere.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
