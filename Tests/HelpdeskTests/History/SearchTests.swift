import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct SearchTests {
    @Test func `an operator finds what they have and had, an administrator all`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let boss = try await house.agent(.administrator, named: "Ida")
        let id = try await house.asked("A common word, one.")
        try await house.index()
        // It waits for them, and is nobody's yet.
        #expect(try await ivo.finds("common") == [])
        _ = try await ivo.take(id)
        try await ivo.post("A common word, two.", in: id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        try await eva.post("A common word, three.", in: id)
        try await house.index()
        #expect(try await eva.finds("word common") == [6, 3, 1])
        #expect(try await ivo.finds("COMMON") == [3, 1])
        #expect(try await boss.finds("common") == [6, 3, 1])
        #expect(try await boss.finds("common", of: ivo.userID) == [3, 1])
        try await ivo.refused(
            .administratorsOnly,
            SearchMessages.self,
            .init(search: "common", operatorId: eva.userID)
        )
        // Back with who had it, all of it is theirs.
        try await eva.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await ivo.take(id)
        try await house.index()
        #expect(try await ivo.finds("common") == [6, 3, 1])
        // Who is an administrator no more sees their own; another partner's see nothing.
        let baker = try await house.agent(.administrator, of: house.bakery, named: "Leo")
        #expect(try await baker.finds("common") == [])
        #expect(try await baker.finds("common", of: ivo.userID) == [])
        try await house.operatorOf()
            .refused(.notAnOperator, SearchMessages.self, .init(search: "common"))
    }

    @Test func `what somebody may see is decided now, whatever the index says`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked("Before.")
        _ = try await ivo.take(id)
        try await house.index()
        try await house.endUser(house.ana).post("Something new.", in: id)
        try await house.index()
        try await house.instance.store.write { transaction in
            _ = try transaction.database.run("UPDATE holdings SET until_seq = 1")
            _ = try transaction.database.run(
                "UPDATE conversations SET status = 'finished', agent = NULL, due_at = NULL"
            )
        }
        #expect(try await ivo.finds("new") == [])
        #expect(try await ivo.finds("before") == [1])
    }

    @Test func `a word is found half a second later, with all that was written meanwhile`()
        async throws
    {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let id = try await house.asked()
        try await house.index()
        let ana = house.endUser(house.ana)
        func slices() async throws -> Int64 {
            try await house.instance.jobs.health().first { $0.name == HistoryIndex.job }?.slices
                ?? 0
        }
        let before = try await slices()
        for number in 1...4 {
            try await ana.post("Word \(number)", in: id)
            house.pass(.milliseconds(100))
            try await house.runJobs()
        }
        #expect(try await boss.finds("word") == [])
        #expect(try await slices() == before)
        house.pass(.milliseconds(100))
        try await house.runJobs()
        #expect(try await boss.finds("word") == [5, 4, 3, 2])
    }

    @Test func `filters narrow, pages meet, and the newest comes first`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let channel = try await house.channel()
        let first = try await house.asked("Tea, please. 0", in: channel)
        let second = try await house.asked("Tea, please. 0", by: house.ben, in: channel)
        for number in 1...6 {
            house.pass(.seconds(60))
            let isAna = number % 2 == 1
            try await house.endUser(isAna ? house.ana : house.ben)
                .post("Tea again, \(number)", in: isAna ? first : second)
        }
        try await house.index()
        let all = try await boss.call(SearchMessages.self, .init(search: "tea", limit: 3))
        let rest = try await boss.call(
            SearchMessages.self,
            .init(search: "tea", after: all.next, limit: 100)
        )
        let texts = (all.items + rest.items).compactMap { $0.message.text }
        #expect(texts.map { $0.suffix(1) } == ["6", "5", "4", "3", "2", "1", "0", "0"])
        #expect(rest.next == nil)
        let ofAna = try await boss.call(
            SearchMessages.self,
            .init(search: "tea", endUserId: house.ana)
        )
        #expect(ofAna.items.map(\.message.seq) == [4, 3, 2, 1])
        #expect(ofAna.items.allSatisfy { $0.conversationId == first })
        let stranger = EndUserID(house.ids.uuid(at: house.clock.now))
        let ofNobody = try await boss.call(
            SearchMessages.self,
            .init(search: "tea", endUserId: stranger)
        )
        #expect(ofNobody.items.isEmpty)
        let times = try #require(ofAna.items.map(\.message.at)[safe: 1])
        let later = try await boss.call(
            SearchMessages.self,
            .init(search: "tea", fromAt: times, untilAt: times.adding(milliseconds: 60_001))
        )
        #expect(later.items.map { $0.message.text?.last } == ["4", "3"])
        _ = try await boss.take(second)
        let active = try await boss.call(
            SearchMessages.self,
            .init(search: "tea", status: .active)
        )
        #expect(Set(active.items.map(\.conversationId)) == [second])
    }

    @Test func `what was taken back is not found, and its words leave the file`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let ana = house.endUser(house.ana)
        let id = try await house.asked("My qqfirstword.")
        try await ana.post("My qqsecondword.", in: id)
        try await ana.post("My qqthirdword.", in: id)
        try await house.index()
        try await ana.call(
            EditMessage.self,
            .init(conversationId: id, seq: 1, text: "My qqotherword.")
        )
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: 2))
        try await house.index()
        #expect(try await boss.finds("qqfirstword") == [])
        #expect(try await boss.finds("qqotherword") == [1])
        #expect(try await boss.finds("qqsecondword") == [])
        #expect(try await house.fileHas("secondword"))
        house.pass(.seconds(13 * 3600))
        try await house.runJobs()
        #expect(try await !house.fileHas("secondword"))
        #expect(try await boss.finds("qqthirdword") == [3])
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await house.runJobs()
        #expect(try await boss.finds("my") == [])
        house.pass(.seconds(13 * 3600))
        try await house.runJobs()
        #expect(try await !house.fileHas("thirdword"))
    }

    @Test func `words that a search would take for orders are words`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        _ = try await house.asked("NEAR the door OR not")
        try await house.index()
        for search in ["near OR door", "\"near\"", "NEAR(door)", "or not", "(door", "door*"] {
            #expect(try await boss.finds(search) == [1], "\(search)")
        }
        for search in ["door AND window", "1:door", "message_words:door", "c:1", "-door no"] {
            #expect(try await boss.finds(search) == [], "\(search)")
        }
        for search in ["\"", "", "* -"] {
            try await boss.refused(.invalid, SearchMessages.self, .init(search: search))
        }
        let many = (0...16).map { "w\($0)" }.joined(separator: " ")
        try await boss.refused(.invalid, SearchMessages.self, .init(search: many))
    }

    @Test func `thousands of characters of anything are found, and break no page`() async throws {
        let house = try await House()
        let boss = try await house.agent(.administrator)
        let ana = house.endUser(house.ana)
        let id = try await house.asked("Go.")
        let texts = [
            String(repeating: "👍🏽", count: 1000), String(repeating: "天", count: 4000),
            String(repeating: "ש", count: 4000), String(repeating: "ab ", count: 1333) + "e\u{301}",
        ]
        for text in texts { try await ana.post(text, in: id) }
        try await house.index()
        #expect(try await boss.finds("👍") == [2])
        #expect(try await boss.finds("天天") == [3])
        #expect(try await boss.finds(String(repeating: "ש", count: 60)) == [4])
        #expect(try await boss.finds("É ab") == [5])
    }
}

extension Collection where Index == Int {
    fileprivate subscript(safe index: Int) -> Element? {
        indices.contains(index) ? self[index] : nil
    }
}

extension Somebody {
    /// The places of what is found, the newest first.
    func finds(_ search: String, of agent: UserID? = nil) async throws -> [Int64] {
        try await call(SearchMessages.self, .init(search: search, operatorId: agent))
            .items.map(\.message.seq)
    }
}

extension House {
    /// Lets the index catch up.
    func index() async throws {
        pass(.seconds(1))
        try await runJobs()
    }

    /// Whether the file of the index has that word, or has had it until now.
    func fileHas(_ word: String) async throws -> Bool {
        try await inspect { database in
            try database.exists(
                """
                SELECT 1 FROM message_words_data WHERE instr(block, CAST(? AS BLOB)) > 0
                UNION ALL
                SELECT 1 FROM message_words_content WHERE instr(c0, ?) > 0
                """,
                [word, word]
            )
        }
    }
}
