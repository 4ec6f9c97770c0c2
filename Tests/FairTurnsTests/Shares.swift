import FoundationEssentials
import OctopusFairTurns

/// Randomness that a test can repeat (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Share {
    /// A share by small numbers; tenant 0 is the installation.
    static func of(_ tenant: UInt8, _ program: Int = 0, _ person: UInt8 = 0) -> Share {
        Share(
            tenant: tenant == 0 ? nil : id(tenant),
            program: "program \(tenant) \(program)",
            person: person == 0 ? nil : id(person)
        )
    }

    private static func id(_ number: UInt8) -> UUID {
        UUID(uuid: (number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    }
}
