import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct TranscriptTests {
    @Test func `a text has a line for each message, in the tenant's time`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked("One.\n2026-01-01 00:00:00  Ivo: forged")
        _ = try await ivo.take(id)
        try await ivo.post("Two.", in: id)
        let file = try await ivo.upload(.video(1))
        try await ivo.attach(file, in: id)
        try await ana.post("Gone.", in: id)
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: 5))
        let text = try await ivo.transcript(of: id)
        let lines = text.split(separator: "\n").map { $0.dropFirst(19) }
        #expect(lines.count == 6)
        #expect(lines[0].hasSuffix(": One."))
        // What looks like a line of another's is set in.
        #expect(text.contains("\n    2026-01-01 00:00:00  Ivo: forged\n"))
        #expect(lines[2] == "  System: [taken: Ivo]")
        #expect(lines[3] == "  Ivo: Two.")
        #expect(lines[4] == "  Ivo: [video/mp4, \(file.size) bytes]")
        #expect(lines[5].hasSuffix(": [deleted]"))
        // The café's clocks are an hour ahead of UTC in winter.
        let first = try #require(try await ivo.messages(of: id).first)
        let local = InstantColumn.text(of: first.at.adding(milliseconds: 3_600_000))
        #expect(text.hasPrefix(local.prefix(19)))
        #expect(try await ana.transcript(of: id) == text)
    }

    @Test func `a file for spreadsheets runs nothing, part by part`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked("=1+2")
        let long = String(repeating: "long \"text\", ", count: 300)
        for number in 2...120 {
            house.pass(.seconds(2))
            try await ana.post("\(number) \(long)", in: id)
        }
        let reply = try await ivo.call(
            ReadTranscript.self,
            .init(conversationId: id, format: .csv)
        )
        #expect(reply.next != nil && reply.part.utf8.count < 1 << 19)
        let text = try await ivo.transcript(of: id, .csv)
        let lines = text.split(separator: "\r\n")
        #expect(lines.count == 121)
        #expect(lines[0] == "\u{FEFF}\"place\",\"time\",\"side\",\"name\",\"text\",\"note\"")
        #expect(lines[1].hasPrefix("1,\"") && lines[1].hasSuffix(",\"'=1+2\","))
        #expect(lines[120].hasPrefix("120,\""))
    }

    @Test func `it ends where its reader's sight ends`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        try await eva.post("A secret.", in: id)
        #expect(try await !ivo.transcript(of: id).contains("secret"))
        #expect(try await eva.transcript(of: id).contains("secret"))
        let stranger = try await house.agent(named: "Leo")
        try await stranger.refused(.notFound, ReadTranscript.self, .init(conversationId: id))
        try await house.endUser(house.ben)
            .refused(.notFound, ReadTranscript.self, .init(conversationId: id))
    }
}

extension Somebody {
    fileprivate func transcript(
        of id: ConversationID,
        _ format: TranscriptFormat = .text
    ) async throws -> String {
        var (text, after) = ("", Int64?.none)
        repeat {
            let reply = try await call(
                ReadTranscript.self,
                .init(conversationId: id, format: format, after: after)
            )
            text += reply.part
            after = reply.next
        } while after != nil
        return text
    }
}
