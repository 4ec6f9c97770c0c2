import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct ThrottleStateTests {
    let start = Instant(milliseconds: 1_000_000_000)
    let policy = ThrottlePolicy(
        freeFailures: 3,
        firstDelayMilliseconds: 1000,
        longestDelayMilliseconds: 8000,
        forgetOneMilliseconds: 60_000
    )

    @Test func `the first failures are free, then the delay doubles to its longest`() {
        var state = ThrottleState(at: start)
        var now = start
        var waits: [Int64?] = []
        for _ in 0..<8 {
            state.fail(at: now, under: policy)
            let wait = state.waitMilliseconds(at: now)
            waits.append(wait)
            now = now.adding(milliseconds: wait ?? 0)
        }
        #expect(waits == [nil, nil, nil, 1000, 2000, 4000, 8000, 8000])
        #expect(state.waitMilliseconds(at: now) == nil)
    }

    @Test func `failures are forgotten one by one`() {
        var state = ThrottleState(at: start)
        for _ in 0..<3 { state.fail(at: start, under: policy) }
        state.fail(at: start.adding(milliseconds: 60_000), under: policy)
        #expect(state.failures == 3)
        #expect(state.waitMilliseconds(at: start.adding(milliseconds: 60_000)) == nil)
        state.fail(at: start.adding(milliseconds: 119_999), under: policy)
        #expect(state.failures == 4)
    }

    @Test func `fast failures do not stop the forgetting`() {
        var state = ThrottleState(at: start)
        for step in 0..<120 {
            state.fail(at: start.adding(milliseconds: Int64(step) * 59_000), under: policy)
        }
        // 120 failures in 118 minutes, of which some 117 are forgotten.
        #expect((1...5).contains(state.failures))
    }

    @Test func `a state is forgettable when nothing of it is left`() {
        var state = ThrottleState(at: start)
        state.fail(at: start, under: policy)
        state.fail(at: start, under: policy)
        #expect(state.forgettableAt(under: policy) == start.adding(milliseconds: 120_000))
    }

    @Test func `a clock that goes back forgives nothing`() {
        var state = ThrottleState(at: start)
        for _ in 0..<4 { state.fail(at: start, under: policy) }
        state.fail(at: start.adding(milliseconds: -500_000), under: policy)
        #expect(state.failures == 5)
        #expect(state.waitMilliseconds(at: start) == 1000)
    }
}
