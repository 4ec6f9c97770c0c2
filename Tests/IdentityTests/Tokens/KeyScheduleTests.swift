import OctopusIdentityContract
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusIdentity

struct KeyScheduleTests {
    let start = Instant(milliseconds: 1_000_000_000)
    let schedule = KeySchedule(
        rotationMilliseconds: 100_000,
        publishAheadMilliseconds: 10_000,
        tokensAliveMilliseconds: 6000
    )

    private func key(_ usedFrom: Int64) -> KeyTimes {
        KeyTimes(id: UUID(), usedFromAt: start.adding(milliseconds: usedFrom))
    }

    private func at(_ milliseconds: Int64) -> Instant { start.adding(milliseconds: milliseconds) }

    @Test func `the first key signs at once`() {
        #expect(schedule.newKeyUsedFromAt([], at: start) == start)
    }

    @Test func `the next key is published before it signs`() {
        #expect(schedule.newKeyUsedFromAt([key(0)], at: at(99_999)) == nil)
        #expect(schedule.newKeyUsedFromAt([key(0)], at: at(100_000)) == at(110_000))
        #expect(schedule.newKeyUsedFromAt([key(0), key(110_000)], at: at(105_000)) == nil)
    }

    @Test func `a key stays until its last token is dead`() {
        let (old, new) = (key(0), key(110_000))
        #expect(schedule.retired([old, new], at: at(115_999)).isEmpty)
        #expect(schedule.retired([new, old], at: at(116_000)) == [old.id])
        #expect(schedule.retired([new], at: at(900_000)).isEmpty)
    }

    @Test func `it says when it wants to be asked again`() {
        #expect(schedule.nextDueAt([key(0)], at: start) == at(100_000))
        #expect(schedule.nextDueAt([key(0), key(110_000)], at: at(100_000)) == at(116_000))
        #expect(schedule.nextDueAt([key(110_000)], at: at(116_000)) == at(210_000))
    }
}
