/// Random numbers for waits that shall differ, not for secrets (SplitMix64).
///
/// It asks the system for its seed alone. And it has bytes of its own, unlike the system's generator:
/// ThreadSanitizer notes who changes it, and stumbles over the address of nothing.
struct JitterSource: RandomNumberGenerator {
    private var state = UInt64.random(in: .min ... .max)

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
