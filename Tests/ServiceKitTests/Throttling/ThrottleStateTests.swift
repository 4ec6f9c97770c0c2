import OctopusContract
import OctopusServiceKit
import Testing

struct ThrottleStateTests {
    private let start = Instant(milliseconds: 1_772_352_000_000)
    private let policy = ThrottlePolicy(
        "test",
        free: 3,
        delays: .seconds(1) ... .seconds(8),
        forgettingOneEach: .seconds(120)
    )

    private static let delays: [(Int, Int64?)] = [
        (1, nil), (3, nil), (4, 1000), (5, 2000), (6, 4000), (7, 8000), (90, 8000),
    ]
    private static let steps: [Int64] = [
        -3600, 3600, -172_800, 172_800, -864_000, 864_000, 34_560_000,
    ]

    private func after(_ seconds: Int64) -> Instant { start.adding(milliseconds: seconds * 1000) }

    private func failed(_ count: Int) -> ThrottleState {
        var state = ThrottleState(at: start)
        for _ in 0..<count { state.fail(at: start, under: policy) }
        return state
    }

    @Test(arguments: delays)
    func `the first failures are free, then the delay doubles to its longest`(
        failures: Int,
        wait: Int64?
    ) {
        #expect(failed(failures).waitMilliseconds(at: start) == wait)
    }

    @Test func `after its delay an attempt passes`() {
        let state = failed(5)
        #expect(state.waitMilliseconds(at: after(1)) == 1000)
        #expect(state.waitMilliseconds(at: after(2)) == nil)
    }

    @Test func `failures are forgotten one by one`() {
        let state = failed(6)
        #expect(state.failures(at: after(119), under: policy) == 6)
        #expect(state.failures(at: after(120), under: policy) == 5)
        #expect(state.failures(at: after(6 * 120), under: policy) == 0)
        #expect(state.forgettableAt(under: policy) == after(6 * 120))
    }

    @Test(arguments: [1, 59, 60, 61, 119, 120, 121, 239])
    func `what is forgotten between two failures is never lost`(gap: Int64) {
        var state = ThrottleState(at: start)
        for slip in 0..<Int64(200) {
            state.fail(at: after(slip * gap), under: policy)
            let forgotten = slip * gap / 120
            #expect(state.failures <= max(1, slip + 1 - forgotten) + 1)
        }
        if gap >= 119 {
            #expect(state.failures <= 3)
            #expect(state.waitMilliseconds(at: after(199 * gap)) == nil)
        }
    }

    /// By how much the clock is wrong while somebody fails, in seconds, and by how much afterwards.
    @Test(arguments: steps, [-7200, 0, 1, 3600] as [Int64])
    func `a clock that steps costs nobody their free failures`(wrong: Int64, later: Int64) {
        for failuresBefore in 0...2 {
            var state = failed(failuresBefore)
            state.fail(at: after(wrong), under: policy)
            #expect(state.waitMilliseconds(at: after(wrong)) == nil)
            #expect(state.waitMilliseconds(at: after(later)) == nil)
        }
    }

    @Test(arguments: steps)
    func `nothing waits longer than the longest, whatever the clock does`(wrong: Int64) {
        var state = failed(20)
        for (index, second) in [wrong, 0, wrong + 1, 1, wrong / 2, 2].enumerated() {
            #expect(state.waitMilliseconds(at: after(second)) ?? 0 <= 8000)
            if index.isMultiple(of: 2) { state.fail(at: after(second), under: policy) }
            #expect(state.waitMilliseconds(at: after(second)) ?? 0 <= 8000)
        }
    }

    @Test func `a clock that goes back forgives no failures`() {
        var state = failed(4)
        state.fail(at: after(-500), under: policy)
        #expect(state.failures == 5)
        #expect(state.waitMilliseconds(at: after(-500)) == 2000)
    }

    @Test func `forgetting goes on after a clock was ahead`() {
        var state = ThrottleState(at: after(10 * 86_400))
        for _ in 0..<10 { state.fail(at: after(10 * 86_400), under: policy) }
        state.fail(at: start, under: policy)
        #expect(state.failures(at: after(11 * 120), under: policy) == 0)
    }
}
