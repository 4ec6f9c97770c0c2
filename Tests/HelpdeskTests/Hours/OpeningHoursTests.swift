import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct OpeningHoursTests {
    private static let zagreb = ReportCalendar("Europe/Zagreb") ?? .utc

    /// An instant by the clocks of UTC.
    private func at(_ date: String, _ hour: Int64, _ minute: Int64 = 0) throws -> Instant {
        let day = try #require(CivilDate(date)).dayNumber
        return Instant(milliseconds: ((day * 24 + hour) * 60 + minute) * 60_000)
    }

    @Test func `hours are those of the zone's clocks, in summer and in winter`() throws {
        let terms = OpeningTerms(
            weekly: [
                WeeklyHours(day: .friday, fromMinute: 540, toMinute: 1020),
                WeeklyHours(day: .monday, fromMinute: 540, toMinute: 1020),
            ],
            exceptions: [
                ExceptionalDay(date: "2026-07-06"),
                ExceptionalDay(
                    date: "2026-07-07",
                    hours: [DayHours(fromMinute: 0, toMinute: 1440)]
                ),
            ],
            closedText: "Closed."
        )
        func isOpen(_ date: String, _ hour: Int64, _ minute: Int64 = 0) throws -> Bool {
            try terms.isOpen(at: at(date, hour, minute), in: Self.zagreb)
        }
        // Friday: nine o'clock is seven of UTC in summer, and eight in winter.
        #expect(try !isOpen("2026-07-03", 6, 59) && isOpen("2026-07-03", 7))
        #expect(try isOpen("2026-07-03", 14, 59) && !isOpen("2026-07-03", 15))
        #expect(try !isOpen("2026-01-09", 7, 59) && isOpen("2026-01-09", 8))
        // The Monday is closed, the Tuesday is open from midnight to midnight.
        #expect(try !isOpen("2026-07-06", 10))
        #expect(try isOpen("2026-07-06", 22) && isOpen("2026-07-07", 21, 59))
        #expect(try !isOpen("2026-07-07", 22))
        let opens = terms.opens(after: try at("2026-07-03", 15), in: Self.zagreb)
        #expect(opens == (try at("2026-07-06", 22)))
        let never = OpeningTerms(weekly: [], closedText: "Closed.")
        #expect(never.opens(after: try at("2026-07-03", 15), in: Self.zagreb) == nil)
    }

    @Test func `a day of 23 or 25 hours is as long as it is`() throws {
        let terms = OpeningTerms(
            weekly: [
                WeeklyHours(day: .sunday, fromMinute: 150, toMinute: 210),
                WeeklyHours(day: .sunday, fromMinute: 600, toMinute: 1440),
            ],
            closedText: "Closed."
        )
        func minutes(_ date: String) throws -> Int {
            try (0..<26 * 60).count { minute in
                let start = try at(date, 0).milliseconds - 2 * 3_600_000
                let now = Instant(milliseconds: start + Int64(minute) * 60_000)
                return terms.isOpen(at: now, in: Self.zagreb)
            }
        }
        // From half past two to half past three, and from ten to midnight.
        #expect(try minutes("2026-03-22") == 60 + 840)
        // Two to three is skipped: it begins at three.
        #expect(try minutes("2026-03-29") == 30 + 840)
        let opens = terms.opens(after: try at("2026-03-29", 0), in: Self.zagreb)
        #expect(opens == (try at("2026-03-29", 1)))
        // Two to three comes twice: it goes on through both.
        #expect(try minutes("2026-10-25") == 120 + 840)
    }

    @Test func `outside of them the partner answers once a round, and nobody gets it in turn`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(assignment: .roundRobin))
        )
        let closed = try await house.channel(named: "Tea")
        let now = house.clock.now.milliseconds / 1000
        let opens = (now / 86_400 + 2) * 86_400
        let date = CivilDate(day: opens / 86_400).text
        let terms = OpeningTerms(
            weekly: [],
            exceptions: [
                ExceptionalDay(
                    date: date,
                    hours: [DayHours(fromMinute: 480, toMinute: 1440)]
                )
            ],
            closedText: "We are closed."
        )
        let set = try await admin.call(
            SetOpeningHours.self,
            .init(channelId: closed, version: 0, terms: terms)
        )
        #expect(set.version == 1 && set.terms == terms)
        try await ivo.present()
        let id = try await house.asked("Anybody?", in: closed)
        let open = try await house.asked()
        try await house.runJobs()
        #expect(try await ana.seen(open).agentId == ivo.userID)
        try await ana.post("Hello?", in: id)
        let lines = try await ana.messages(of: id)
        #expect(lines.map(\.text) == ["Anybody?", "We are closed.", "Hello?"])
        #expect(lines[1].sender == MessageSender(side: .partner) && lines[1].kind == .text)
        #expect(try await ana.seen(id).status == .unanswered)
        // Who wants to may answer all the same; the next round is answered anew.
        try await ivo.post("Here.", in: id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ivo.present(.away)
        try await ana.post("And now?", in: id)
        #expect(try await ana.messages(of: id).last?.text == "We are closed.")
        // Once they begin, it is given in turn by itself.
        let begins = Self.zagreb.first(showing: opens + 480 * 60)
        house.pass(.seconds(begins - 30 - now))
        try await ivo.present()
        try await house.runJobs()
        #expect(try await ana.seen(id).agentId == nil)
        house.pass(.seconds(60))
        try await house.runJobs()
        #expect(try await ana.seen(id).agentId == ivo.userID)
    }

    @Test func `a channel's own hours take the place of the partner's`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let ana = house.endUser(house.ana)
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        let never = OpeningTerms(weekly: [], closedText: "Closed.")
        let always = OpeningTerms(
            weekly: Weekday.allCases.map { WeeklyHours(day: $0, fromMinute: 0, toMinute: 1440) },
            closedText: "Closed."
        )
        let ivo = try await house.agent()
        try await ivo.present()
        func state() async throws -> WidgetState {
            try await ana.call(GetWidgetState.self, .init(channelId: channel)).state
        }
        #expect(try await state() == .online)
        try await admin.call(SetOpeningHours.self, .init(version: 0, terms: never))
        #expect(try await state() == .offline)
        try await admin.call(
            SetOpeningHours.self,
            .init(channelId: channel, version: 0, terms: always)
        )
        #expect(try await state() == .online)
        try await admin.refused(
            .stale,
            SetOpeningHours.self,
            .init(channelId: channel, version: 0, terms: never)
        )
        try await admin.call(
            SetOpeningHours.self,
            .init(channelId: channel, version: 1, terms: nil)
        )
        #expect(try await state() == .offline)
        let seen = try await ivo.call(GetOpeningHours.self, .init(channelId: channel))
        #expect(seen.version == 2 && seen.terms == nil)
        try await ivo.refused(
            .administratorsOnly,
            SetOpeningHours.self,
            .init(version: 1, terms: nil)
        )
        let baker = try await house.agent(.administrator, of: house.bakery)
        try await baker.refused(
            .notFound,
            SetOpeningHours.self,
            .init(channelId: channel, version: 2, terms: never)
        )
        try await baker.refused(.notFound, GetOpeningHours.self, .init(channelId: channel))
    }

    @Test func `hours that can't be are refused`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        for wrong in [
            OpeningTerms(
                weekly: [WeeklyHours(day: .monday, fromMinute: 600, toMinute: 600)],
                closedText: "Closed."
            ),
            OpeningTerms(
                weekly: [WeeklyHours(day: .monday, fromMinute: 0, toMinute: 1441)],
                closedText: "Closed."
            ),
            OpeningTerms(
                weekly: [],
                exceptions: [ExceptionalDay(date: "2026-02-29")],
                closedText: "Closed."
            ),
            OpeningTerms(
                weekly: [],
                exceptions: [
                    ExceptionalDay(date: "2026-03-01"), ExceptionalDay(date: "2026-03-01"),
                ],
                closedText: "Closed."
            ),
            OpeningTerms(weekly: [], closedText: " "),
        ] {
            try await admin.refused(.invalid, SetOpeningHours.self, .init(version: 0, terms: wrong))
        }
    }
}
