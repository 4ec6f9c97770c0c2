import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct OneTimeCodeTests {
    private static let seed = Array("12345678901234567890".utf8)

    /// The last six digits of RFC 6238, appendix B.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
        (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `the codes are those of RFC 6238`(_ seconds: Int64, _ code: String) {
        let step = OneTimeCode.step(at: Instant(milliseconds: seconds * 1000))
        #expect(OneTimeCode.code(of: Self.seed, step: step) == code)
    }

    @Test func `a code is good for the neighbouring half minutes, and once`() {
        let now = Instant(milliseconds: 59_000)
        for (step, isGood) in [(-1, false), (0, true), (1, true), (2, true), (3, false)]
            as [(Int64, Bool)]
        {
            let code = OneTimeCode.code(of: Self.seed, step: step)
            let found = OneTimeCode.step(of: code, Self.seed, after: -9, at: now)
            #expect((found == step) == isGood, "\(step)")
            #expect(OneTimeCode.step(of: code, Self.seed, after: 2, at: now) == nil)
        }
    }

    @Test func `base32 is that of RFC 4648`() {
        for (text, coded) in [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ] {
            #expect(Base32.text(Array(text.utf8)) == coded)
        }
    }
}
