import OctopusContract
import OctopusServiceKit
import Testing
import struct FoundationEssentials.UUID

@Suite struct ClockTests {
    @Test func `ids rise, whatever the clock does`() {
        var order = TimeOrderedIDs()
        var random = SeededGenerator(seed: 7)
        var last = order.next(at: Instant(milliseconds: 1000), using: &random)
        for step in 1...20_000 {
            let now = Instant(milliseconds: 1000 + Int64(step % 7))
            let next = order.next(at: now, using: &random)
            #expect(last < next)
            last = next
        }
    }

    @Test func `an id is a UUID of version 7 with its time`() {
        let id = SeededIDs().uuid(at: Instant(milliseconds: 0x0123_4567_89AB))
        #expect("\(id)".lowercased().hasPrefix("01234567-89ab-7"))
        #expect(id.uuid.8 >> 6 == 0b10)
    }

    @Test func `the same seed gives the same ids`() {
        let now = Instant(milliseconds: 5)
        #expect(SeededIDs(seed: 3).uuid(at: now) == SeededIDs(seed: 3).uuid(at: now))
        #expect(SeededIDs(seed: 3).uuid(at: now) != SeededIDs(seed: 4).uuid(at: now))
    }

    @Test func `a virtual clock wakes who waited long enough`() async throws {
        let clock = VirtualClock()
        let start = clock.now
        let sleeper = Task { try await clock.sleep(milliseconds: 60_000) }
        while clock.sleeperCount == 0 { await Task.yield() }
        clock.advance(by: .seconds(59))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        try await sleeper.value
        #expect(clock.now == start.adding(milliseconds: 60_000))
    }

    @Test func `a cancelled sleeper wakes at once`() async {
        let clock = VirtualClock()
        let sleeper = Task { try await clock.sleep(milliseconds: 60_000) }
        while clock.sleeperCount == 0 { await Task.yield() }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
