import OctopusServiceKit
import Testing

@testable import OctopusMesh

struct SessionClockTests {
    @Test func `knows nothing before the first answer`() {
        let clock = SessionClock()
        #expect(clock.offset == nil)
        #expect(clock.expiry(ofDeadline: 1000) == nil)
    }

    @Test func `takes the middle of the round trip for the moment of the answer`() {
        var clock = SessionClock()
        clock.note(sentAt: 100, receivedAt: 120, sessionNow: 5000)
        #expect(clock.offset == 4890)
        #expect(clock.errorMilliseconds == 10)
        #expect(clock.expiry(ofDeadline: 1100) == 5990)
    }

    @Test func `the quickest round trip of the last minute wins`() {
        var clock = SessionClock()
        clock.note(sentAt: 0, receivedAt: 40, sessionNow: 1000)
        clock.note(sentAt: 1000, receivedAt: 1002, sessionNow: 2001)
        clock.note(sentAt: 2000, receivedAt: 2100, sessionNow: 3999)
        #expect(clock.offset == 1000)
    }

    @Test func `a quick answer is forgotten after a minute`() {
        var clock = SessionClock()
        clock.note(sentAt: 0, receivedAt: 2, sessionNow: 1001)
        clock.note(sentAt: 30_000, receivedAt: 30_020, sessionNow: 31_110)
        clock.note(sentAt: 60_100, receivedAt: 60_200, sessionNow: 61_350)
        #expect(clock.offset == 1100)
    }

    @Test func `an only answer is kept however old it is`() {
        var clock = SessionClock()
        clock.note(sentAt: 0, receivedAt: 2, sessionNow: 1001)
        #expect(clock.expiry(ofDeadline: 10_000_000) == 10_001_000)
    }

    @Test func `is never further off than half the best round trip`() {
        var random = SeededGenerator(seed: 7)
        var clock = SessionClock()
        var now: Int64 = 0
        var window: [(receivedAt: Int64, roundTrip: Int64)] = []
        let truth: Int64 = -123_456
        for _ in 0..<2000 {
            now += Int64.random(in: 1...5000, using: &random)
            let there = Int64.random(in: 0...200, using: &random)
            let back = Int64.random(in: 0...200, using: &random)
            clock.note(
                sentAt: now,
                receivedAt: now + there + back,
                sessionNow: now + there + truth
            )
            now += there + back
            window.append((now, there + back))
            window.removeAll { $0.receivedAt < now - SessionClock.memoryMilliseconds }
            let best = window.map(\.roundTrip).min() ?? 0
            #expect(clock.errorMilliseconds == (best + 1) / 2)
            #expect(abs((clock.offset ?? .max) - truth) <= (best + 1) / 2)
        }
    }

    @Test func `an absurd clock gives no expiry instead of an overflow`() {
        var clock = SessionClock()
        clock.note(sentAt: 0, receivedAt: 0, sessionNow: .max)
        #expect(clock.expiry(ofDeadline: 1) == nil)
    }
}
