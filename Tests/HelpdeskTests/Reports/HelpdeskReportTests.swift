import OctopusCBOR
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct HelpdeskReportTests {
    /// Ana waits for 60 s and her chat ends after 90 s; Ben waits for 30 s; then Ana asks again.
    private func day(_ house: House) async throws -> (Somebody, Somebody, ChannelID) {
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let channel = try await house.channel()
        let first = try await house.asked(in: channel)
        house.pass(.seconds(60))
        try await ivo.post("Yes.", in: first)
        house.pass(.seconds(30))
        try await ivo.call(FinishConversation.self, .init(conversationId: first))
        let second = try await house.asked(by: house.ben, in: channel)
        house.pass(.seconds(30))
        _ = try await eva.take(second)
        try await eva.post("No.", in: second)
        try await eva.post("Sorry.", in: second)
        try await house.endUser(house.ana).post("Again?", in: first)
        return (ivo, eva, channel)
    }

    private func query(
        _ measures: [HelpdeskMeasure],
        things: [ReportedID]? = nil,
        byThing: Bool? = nil
    ) -> ReportQuery<HelpdeskMeasure> {
        ReportQuery(
            measures: measures,
            from: "2026-03-01",
            until: "2026-03-02",
            step: .day,
            things: things,
            byThing: byThing,
            compare: true
        )
    }

    private static let ofChannels: [HelpdeskMeasure] = [
        .chatsBegun, .chatsAnswered, .chatsFinished, .secondsToAnswer, .secondsToFinish,
        .messagesReceived, .messagesSent, .messagesToMany,
    ]
    private static let ofAgents: [HelpdeskMeasure] = [
        .agentChatsAnswered, .agentChatsFinished, .agentSecondsToAnswer, .agentSecondsToFinish,
        .agentMessagesSent,
    ]

    @Test func `chats, messages and times are counted by channel and by operator`() async throws {
        let house = try await House()
        let (ivo, eva, channel) = try await day(house)
        let owner = house.operatorOf()
        let whole = try await owner.call(ReadHelpdeskReport.self, query(Self.ofChannels))
        #expect(whole.totals.map(\.value) == [3, 2, 1, 90, 90, 3, 3, 0])
        #expect(whole.totals.allSatisfy { $0.before == 0 })
        let apart = try await owner.call(
            ReadHelpdeskReport.self,
            query(Self.ofChannels, byThing: true)
        )
        #expect(Set(apart.totals.map(\.thingId)) == [ReportedID(channel.uuid)])
        let agents = try await owner.call(
            ReadHelpdeskReport.self,
            query(Self.ofAgents, byThing: true)
        )
        func values(_ agent: Somebody) -> [Int64] {
            agents.totals.filter { $0.thingId == ReportedID(agent.person.subject) }.map(\.value)
        }
        #expect(values(ivo) == [1, 1, 60, 90, 1])
        #expect(values(eva) == [1, 0, 30, 0, 2])
    }

    @Test func `a refused message counts nothing, and a repeated one once`() async throws {
        let house = try await House()
        let id = try await house.asked()
        let ana = house.endUser(house.ana)
        for _ in 0..<3 { try await ana.post("Twice.", in: id, calling: "1") }
        try await ana.refused(
            .clientIdReused,
            PostMessage.self,
            .text("Other.", in: id, calling: "1")
        )
        let report = try await house.operatorOf()
            .call(ReadHelpdeskReport.self, query([.messagesReceived, .chatsBegun]))
        #expect(report.totals.map(\.value) == [2, 1])
    }

    @Test func `a normal operator is told of themselves alone, by screen and file`() async throws {
        let house = try await House()
        let (ivo, eva, _) = try await day(house)
        let own = try await ivo.call(ReadHelpdeskReport.self, query(Self.ofAgents))
        #expect(own.totals.map(\.value) == [1, 1, 60, 90, 1])
        let eva2 = ReportedID(eva.person.subject)
        for other in [query(Self.ofAgents, things: [eva2]), query([.chatsBegun])] {
            try await ivo.refused(.administratorsOnly, ReadHelpdeskReport.self, other)
            try await ivo.refused(.administratorsOnly, ExportHelpdeskReport.self, other)
        }
        let begun = try await ivo.call(ExportHelpdeskReport.self, query(Self.ofAgents))
        try await house.runJobs()
        let file = try await ivo.call(ReadExport.self, .init(exportId: begun.exportId, chunk: 0))
        let text = String(decoding: try #require(file.part).bytes, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        #expect(lines.count == own.rows.count + 1)
        let row = try #require(own.rows.first)
        #expect(lines[1].hasSuffix(row.values.map { String($0) }.joined(separator: ",")))
    }
}
