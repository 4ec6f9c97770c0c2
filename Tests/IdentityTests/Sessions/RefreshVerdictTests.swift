import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct RefreshVerdictTests {
    let used = Instant(milliseconds: 1_000_000)

    private func verdict(
        _ state: RefreshTokenRecord.State,
        successor: RefreshTokenRecord.State?,
        after: Int64 = 0
    ) -> RefreshVerdict {
        .of(
            state,
            usedAt: state == .used ? used : nil,
            successor: successor,
            at: used.adding(milliseconds: after),
            repeatMilliseconds: 30_000
        )
    }

    @Test func `a fresh token is traded`() {
        #expect(verdict(.fresh, successor: nil) == .trade)
    }

    @Test func `a used one is traded again while its successor was not seen`() {
        #expect(verdict(.used, successor: .fresh, after: 29_999) == .tradeAgain)
    }

    @Test func `a used one is in two hands when its successor was used, or later`() {
        #expect(verdict(.used, successor: .used) == .reuse)
        #expect(verdict(.used, successor: .void) == .reuse)
        #expect(verdict(.used, successor: .fresh, after: 30_000) == .reuse)
        #expect(verdict(.used, successor: nil) == .reuse)
    }

    @Test func `one that never arrived is in two hands`() {
        #expect(verdict(.void, successor: nil) == .reuse)
    }
}
