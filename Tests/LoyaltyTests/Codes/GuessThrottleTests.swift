import OctopusLoyaltyContract
import Testing

@testable import OctopusLoyalty

struct GuessThrottleTests {
    private let start = Instant(milliseconds: 0)

    private func throttle(failures: Int) -> GuessThrottle {
        var throttle = GuessThrottle(free: 5, level: 0, failedAt: start)
        for _ in 0..<failures { throttle.countFailure(at: start) }
        return throttle
    }

    @Test func `slips of the finger cost nothing`() {
        for failures in 0..<5 { #expect(throttle(failures: failures).wait(at: start) == nil) }
    }

    @Test(arguments: [(5, 1), (6, 2), (7, 4), (10, 32), (14, 512), (15, 900), (90, 900)])
    func `each further failure doubles the wait, up to a quarter of an hour`(
        failures: Int,
        seconds: Int64
    ) {
        #expect(throttle(failures: failures).wait(at: start) == .seconds(seconds))
    }

    @Test func `who has waited may try again`() {
        let throttle = throttle(failures: 6)
        #expect(throttle.wait(at: start.adding(.seconds(1))) == .seconds(1))
        #expect(throttle.wait(at: start.adding(.seconds(2))) == nil)
    }

    @Test func `failures are forgotten one by one`() {
        var throttle = throttle(failures: 6)
        #expect(throttle.level(at: start.adding(.minutes(2))) == 5)
        #expect(throttle.level(at: start.adding(.minutes(12))) == 0)
        #expect(throttle.level(at: start.adding(.days(1))) == 0)
        throttle.countFailure(at: start.adding(.minutes(12)))
        #expect(throttle.level == 1)
    }
}
