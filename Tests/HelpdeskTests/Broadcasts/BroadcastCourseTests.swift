import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// Pauses, turns, times and limits: nobody gets anything twice, or what they should not.
struct BroadcastCourseTests {
    @Test func `paused and resumed in the middle, over restarts, it comes to each once`()
        async throws
    {
        var house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(900, following: [channel])
        let id = try await house.sender.send(.to(channel))
        var pauses = 0
        while try await house.sender.broadcast(id).status != .sent {
            for _ in 0..<2 { try await house.slice() }
            guard try await house.sender.broadcast(id).status == .sending else { continue }
            try await house.sender.call(PauseBroadcast.self, .init(broadcastId: id))
            let paused = try await house.sender.broadcast(id)
            #expect(paused.status == .paused && paused.pausedFor == .asked)
            house = try await House(restarting: house)
            try await house.runJobs()
            #expect(try await house.sender.broadcast(id) == paused)
            try await house.sender.call(ResumeBroadcast.self, .init(broadcastId: id))
            pauses += 1
        }
        #expect(pauses > 1)
        #expect(try await house.receivers(of: id) == people.sorted())
    }

    @Test func `cancelled in the middle, it comes to nobody more`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        try await house.crowd(450, following: [channel])
        let id = try await house.sender.send(.to(channel))
        while try await house.sender.broadcast(id).sent == 0 { try await house.slice() }
        try await house.sender.call(CancelBroadcast.self, .init(broadcastId: id))
        let cancelled = try await house.sender.broadcast(id)
        try await house.runJobs()
        #expect(try await house.sender.broadcast(id) == cancelled)
        #expect(try await house.receivers(of: id).count == Int(cancelled.sent))
        #expect(cancelled.sent < 450 && cancelled.endedAt != nil)
        try await house.sender.refused(
            .wrongState,
            ResumeBroadcast.self,
            .init(broadcastId: id)
        )
    }

    @Test func `two at once take turns, and each comes to all`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(450, following: [channel]).sorted()
        let first = try await house.sender.send(.to(channel))
        let second = try await house.sender.send(.to(channel))
        var together = false
        while try await house.slice() == .again {
            let counts = (
                try await house.sender.broadcast(first).sent,
                try await house.sender.broadcast(second).sent
            )
            together = together || (1..<450).contains(counts.0) && (1..<450).contains(counts.1)
        }
        #expect(together)
        #expect(try await house.receivers(of: first) == people)
        #expect(try await house.receivers(of: second) == people)
    }

    @Test func `it begins at its time, over a restart and a clock that was wrong`() async throws {
        var house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(3, following: [channel])
        let start = house.clock.now.adding(.milliseconds(3_600_000))
        let id = try await house.sender.send(.to(channel, startsAt: start))
        try await house.runJobs()
        #expect(try await house.sender.broadcast(id).status == .scheduled)
        house = try await House(restarting: house)
        house.pass(.seconds(3_599))
        try await house.runJobs()
        #expect(try await house.receivers(of: id).isEmpty)
        house.pass(.seconds(1))
        try await house.runJobs()
        #expect(try await house.receivers(of: id) == people.sorted())
    }

    @Test func `quiet hours are those of the tenant's clocks, and it goes on after them`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        try await house.crowd(3, following: [channel])
        let zone = try #require(ReportCalendar("Europe/Zagreb"))
        let second = house.clock.now.milliseconds / 1000
        let minute = (second + zone.offset(at: second)) % 86_400 / 60
        let quiet = QuietHours(fromMinute: minute, untilMinute: (minute + 90) % 1440)
        let id = try await house.sender.send(.to(channel, quietHours: quiet))
        try await house.runJobs()
        let resting = try await house.sender.broadcast(id)
        #expect(resting.status == .sending && resting.sent == 0)
        let end = try #require(resting.quietUntilAt)
        let wait = end.milliseconds - house.clock.now.milliseconds
        #expect((89 * 60_000...90 * 60_000).contains(wait))
        house.pass(.milliseconds(wait - 1))
        try await house.runJobs()
        #expect(try await house.receivers(of: id).isEmpty)
        house.pass(.milliseconds(1))
        try await house.runJobs()
        #expect(try await house.receivers(of: id).count == 3)
    }

    @Test(arguments: QuietCase.all)
    func `quiet hours end when the clocks say so`(_ row: QuietCase) throws {
        let zone = try #require(ReportCalendar("Europe/Zagreb"))
        let now = try moment(row.now, zone)
        let hours = QuietHours(fromMinute: row.from, untilMinute: row.until)
        let end = hours.end(at: now, in: zone)
        let expected = try row.end.map { try moment($0, zone) }
        #expect(end == expected, "\(row.name)")
        if let end { #expect((end.milliseconds - now.milliseconds) / 60_000 == row.minutes) }
    }

    private func moment(_ text: String, _ zone: ReportCalendar) throws -> Instant {
        let day = try #require(CivilDate(String(text.prefix(10)))).dayNumber
        let clock = text.suffix(5).split(separator: ":").compactMap { Int64($0) }
        let time = day * 86_400 + clock[0] * 3600 + clock[1] * 60
        return Instant(milliseconds: zone.first(showing: time) * 1000)
    }

    @Test func `two at once don't pass the month's limit, and nobody gets half a message`()
        async throws
    {
        let house = try await House()
        try await house.allow(50)
        let channel = try await house.channel()
        try await house.crowd(30, following: [channel])
        let sender = house.sender
        let first = try await sender.send(.to(channel))
        let second = try await sender.send(.to(channel))
        try await house.runJobs()
        let ends = [try await sender.broadcast(first), try await sender.broadcast(second)]
        #expect(Set(ends.map(\.status)) == [.sent, .paused])
        #expect(ends.map(\.sent).sorted() == [0, 30])
        let paused = try #require(ends.first { $0.status == .paused })
        #expect(paused.pausedFor == .limit)
        let before = try #require(try await house.events(HelpdeskMessagesCounted.self).last)
        #expect(before.sent == 30)
        try await sender.refused(
            .packageLimit,
            ResumeBroadcast.self,
            .init(broadcastId: paused.id)
        )
        // The next month begins at 0.
        house.pass(.seconds(31 * 86_400))
        try await sender.call(ResumeBroadcast.self, .init(broadcastId: paused.id))
        try await house.runJobs()
        #expect(try await sender.broadcast(paused.id).status == .sent)
        let counts = try await house.events(HelpdeskMessagesCounted.self)
        #expect(counts.last?.sent == 30 && counts.last?.month != before.month)
        // What the log has trimmed meanwhile was told under lower versions.
        let last = try #require(counts.last).version
        #expect(last > before.version && Set(counts.map(\.version)).count == counts.count)
    }

    @Test func `a limit that sinks in the middle holds, to the message`() async throws {
        let house = try await House()
        try await house.allow(1000)
        let channel = try await house.channel()
        try await house.crowd(450, following: [channel])
        let id = try await house.sender.send(.to(channel))
        while try await house.sender.broadcast(id).sent == 0 { try await house.slice() }
        let most = try await house.sender.broadcast(id).sent + 7
        try await house.allow(most, version: 2)
        try await house.runJobs()
        let paused = try await house.sender.broadcast(id)
        #expect(paused.sent == most && paused.pausedFor == .limit)
        try await house.sender.refused(
            .packageLimit,
            ScheduleBroadcast.self,
            try await house.draft(in: channel)
        )
    }

    @Test func `without messages in the package, or while suspended, nothing is sent`()
        async throws
    {
        let house = try await House()
        let channel = try await house.channel()
        try await house.crowd(3, following: [channel])
        let id = try await house.sender.send(.to(channel))
        try await house.allow(nil, products: [.chat, .channels])
        try await house.runJobs()
        #expect(try await house.sender.broadcast(id).pausedFor == .package)
        try await house.sender.refused(
            .notInPackage,
            CreateBroadcast.self,
            .init(terms: .to(channel))
        )
        try await house.allow(nil, version: 2)
        try await house.sender.call(ResumeBroadcast.self, .init(broadcastId: id))
        try await house.tell(house.partner(house.cafe, .suspended, version: 2), of: house.mall)
        try await house.runJobs()
        try await house.tell(house.partner(house.cafe, version: 3), of: house.mall)
        #expect(try await house.sender.broadcast(id).pausedFor == .suspended)
        #expect(try await house.receivers(of: id).isEmpty)
    }

    @Test func `its partner waits for how far it has come`() async throws {
        let house = try await House()
        let channel = try await house.channel()
        try await house.crowd(3, following: [channel])
        let id = try await house.sender.send(.to(channel))
        let sender = house.sender
        let version = try await sender.broadcast(id).version
        async let later = sender.call(
            GetBroadcast.self,
            .init(broadcastId: id, after: version, waitMs: 20_000)
        )
        try await house.slice()
        #expect(try await later.version > version)
        let same = try await sender.call(
            GetBroadcast.self,
            .init(broadcastId: id, after: 1_000_000, waitMs: 1)
        )
        #expect(same.id == id)
    }
}

extension World<HelpdeskEnvironment> {
    fileprivate func draft(in channel: ChannelID) async throws -> ScheduleBroadcast.Request {
        let draft = try await sender.call(CreateBroadcast.self, .init(terms: .to(channel)))
        return .init(broadcastId: draft.broadcastId, version: draft.version)
    }
}

/// When quiet hours end that begin and end at minutes of the day.
///
/// On 29 March 2026 Zagreb's clocks go from 2:00 to 3:00, on 25 October from 3:00 to 2:00.
struct QuietCase: Sendable {
    let name: String
    let now: String
    var from: Int64 = 1320
    var until: Int64 = 480
    let end: String?
    var minutes: Int64 = 0

    static let all = [
        QuietCase(
            name: "a night in winter",
            now: "2026-01-10 23:30",
            end: "2026-01-11 08:00",
            minutes: 510
        ),
        QuietCase(
            name: "the night of the shorter day",
            now: "2026-03-28 23:00",
            end: "2026-03-29 08:00",
            minutes: 480
        ),
        QuietCase(
            name: "the night of the longer day",
            now: "2026-10-24 23:00",
            end: "2026-10-25 08:00",
            minutes: 600
        ),
        QuietCase(
            name: "until a time that is skipped",
            now: "2026-03-29 01:30",
            from: 60,
            until: 150,
            end: "2026-03-29 03:00",
            minutes: 30
        ),
        QuietCase(name: "not now", now: "2026-01-10 12:00", end: nil),
        QuietCase(name: "their end is not in them", now: "2026-01-10 08:00", end: nil),
        QuietCase(
            name: "their beginning is",
            now: "2026-01-10 22:00",
            end: "2026-01-11 08:00",
            minutes: 600
        ),
    ]
}
