import OctopusContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

struct SliceTests {
    @Test func `a slice begins nothing more after its time, and does one thing at least`()
        async throws
    {
        try await World.with(Notes.definition) { world in
            let (environment, ids) = (world.instance.environment, world.ids)
            let told = try await world.instance.store.write { transaction in
                let work = WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: environment,
                    transaction: transaction,
                    trace: nil,
                    ids: ids
                )
                var slow: [Int] = []
                let isSlowDone = work.each([1, 2, 3]) { number in
                    slow.append(number)
                    let end = ContinuousClock.now + .milliseconds(30)
                    while ContinuousClock.now < end {}
                }
                return (slow, isSlowDone, work.each([Int]()) { _ in }, work.each([1]) { _ in })
            }
            #expect(told == ([1], false, true, true))
        }
    }
}
