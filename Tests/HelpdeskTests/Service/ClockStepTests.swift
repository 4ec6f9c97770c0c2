import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// A wall clock that is set forward or back, and right again later; what was said meanwhile stays written.
struct ClockStepTests {
    static let steps: [Duration] = [.seconds(10 * 86_400), .seconds(-3 * 86_400), .seconds(-3_600)]

    @Test(arguments: steps)
    func `a scheduled message comes at its time, once`(_ step: Duration) async throws {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(3, following: [channel]).sorted()
        let start = house.clock.now.adding(.seconds(3_600))
        let id = try await house.sender.send(.to(channel, startsAt: start))
        try await house.stepped(step)
        #expect(try await house.sender.broadcast(id).status == .scheduled)
        house.pass(.seconds(3_599))
        try await house.stepped(step)
        #expect(try await house.receivers(of: id).isEmpty)
        house.pass(.seconds(1))
        try await house.runJobs()
        for _ in 0..<2 {
            #expect(try await house.receivers(of: id) == people)
            try await house.stepped(step)
        }
    }

    @Test(arguments: steps)
    func `quiet hours hold, and end`(_ step: Duration) async throws {
        let house = try await House()
        let channel = try await house.channel()
        let people = try await house.crowd(3, following: [channel]).sorted()
        let zone = try #require(ReportCalendar("Europe/Zagreb"))
        let second = house.clock.now.milliseconds / 1000
        let minute = (second + zone.offset(at: second)) % 86_400 / 60
        let quiet = QuietHours(fromMinute: minute, untilMinute: (minute + 90) % 1440)
        let id = try await house.sender.send(.to(channel, quietHours: quiet))
        try await house.runJobs()
        let end = try #require(try await house.sender.broadcast(id).quietUntilAt)
        try await house.stepped(step)
        let wait = end.milliseconds - house.clock.now.milliseconds
        house.pass(.milliseconds(wait - 1))
        try await house.stepped(step)
        #expect(try await house.receivers(of: id).isEmpty)
        house.pass(.milliseconds(1))
        try await house.runJobs()
        try await house.stepped(step)
        #expect(try await house.receivers(of: id) == people)
    }

    @Test(arguments: steps)
    func `who was there by a wrong clock is there no longer than by a right one`(
        _ step: Duration
    ) async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        func state() async throws -> WidgetState {
            try await ana.call(GetWidgetState.self, .init(channelId: channel)).state
        }
        func told() async throws -> PresenceState? {
            try await ivo.call(ListOperators.self, .init()).items
                .first { $0.userId == ivo.userID }?.state
        }
        house.clock.jumpWall(by: step)
        try await ivo.present()
        #expect(try await state() == .online)
        house.clock.jumpWall(by: .zero - step)
        house.pass(.seconds(91))
        #expect(try await state() == .offline)
        #expect(try await told() == .away)
        try await house.runJobs()
        #expect(try await house.events(PresenceChanged.self).map(\.state) == [.available, .away])
        // Who says so again is there again, and gets what waits.
        try await house.agent(.administrator).call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(assignment: .roundRobin))
        )
        let id = try await ana.open(channel)
        try await ana.post("Is anybody there?", in: id)
        try await house.runJobs()
        #expect(try await ana.seen(id).status == .unanswered)
        try await ivo.present()
        try await house.runJobs()
        #expect(try await ana.seen(id).agentName == "Ivo")
    }

    @Test func `a small step makes nobody away`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        try await ivo.present()
        house.clock.jumpWall(by: .seconds(-120))
        try await house.runJobs()
        #expect(try await house.events(PresenceChanged.self).map(\.state) == [.available])
        house.pass(.seconds(211))
        try await house.runJobs()
        #expect(try await house.events(PresenceChanged.self).map(\.state) == [.available, .away])
    }

    @Test(arguments: steps)
    func `who is silent keeps it while the clock is wrong, and loses it in time afterwards`(
        _ step: Duration
    ) async throws {
        let house = try await House()
        try await house.agent(.administrator).call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(silentMinutes: 5))
        )
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        // Given before the step, it is not due by it.
        try await house.stepped(step)
        #expect(try await ana.seen(id).status == .active)
        try await ivo.post("A moment.", in: id)
        house.clock.jumpWall(by: step)
        try await ana.post("Well?", in: id)
        try await house.runJobs()
        #expect(try await ana.seen(id).status == .active)
        house.clock.jumpWall(by: .zero - step)
        try await house.runJobs()
        house.pass(.seconds(301))
        try await house.runJobs()
        let seen = try await ana.seen(id)
        #expect(seen.status == .unanswered && seen.agentId == nil)
        #expect(
            try await ana.messages(of: id).count { $0.happening?.kind == .lost } == 1
        )
    }

    @Test func `who types by a clock that was ahead has stopped when it is right`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        house.clock.jumpWall(by: .seconds(86_400))
        try await ana.call(SetTyping.self, .init(conversationId: id))
        house.clock.jumpWall(by: .seconds(-86_400))
        #expect(try await ivo.call(ReadNews.self, .init()).typing.isEmpty)
    }
}

extension House {
    /// Jobs run while the clock is wrong, and when it is right again.
    fileprivate func stepped(_ step: Duration) async throws {
        clock.jumpWall(by: step)
        instance.security.prove()
        try await runJobs()
        clock.jumpWall(by: .zero - step)
        try await runJobs()
    }
}
