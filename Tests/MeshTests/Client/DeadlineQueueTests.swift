import OctopusServiceKit
import Testing

@testable import OctopusMesh

struct DeadlineQueueTests {
    @Test func `gives what is due, soonest first`() {
        var random = SeededGenerator(seed: 9)
        var queue = DeadlineQueue<Int64>()
        let times = (0..<500).map { _ in Int64.random(in: 0...1000, using: &random) }
        for time in times { queue.push(time, dueAt: time) }
        #expect(queue.nextDueAt == times.min())
        var given: [Int64] = []
        while let time = queue.popDue(now: 600) { given.append(time) }
        #expect(given == times.filter { $0 <= 600 }.sorted())
        #expect(queue.count == times.filter { $0 > 600 }.count)
        #expect(queue.popDue(now: 600) == nil)
    }

    @Test func `what is done does not pile up`() {
        var queue = DeadlineQueue<Int>()
        var live: Set<Int> = []
        for call in 0..<100_000 {
            queue.push(call, dueAt: Int64(10_000 + call))
            live.insert(call)
            if call >= 10 { live.remove(call - 10) }
            queue.prune(live: live.count) { live.contains($0) }
            #expect(queue.count <= 2 * 11 + 65)
        }
        var left: [Int] = []
        while let call = queue.popDue(now: .max) { if live.contains(call) { left.append(call) } }
        #expect(left == live.sorted())
    }
}
