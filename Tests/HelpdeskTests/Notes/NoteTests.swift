import FoundationEssentials
import GRDB
import OctopusCBOR
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct NoteTests {
    @Test func `operators are told that there is a note, and the customer by no way`()
        async throws
    {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let start = try await ivo.call(ReadNews.self, .init()).next
        let own = try await ana.call(ReadOwnNews.self, .init()).next
        let added = try await ivo.note("Is always late.", at: id)
        let told = try await ivo.call(ReadNews.self, .init(after: start))
        #expect(told.conversations.map(\.notes) == [1])
        let news = try await ana.call(ReadOwnNews.self, .init(after: own))
        #expect(news.conversations.isEmpty && news.messages.isEmpty && news.gone.isEmpty)
        let seen = try await ana.seen(id)
        #expect(seen.notes == nil && seen.tags == nil && seen.lastSeq == 2)
        try await ana.refused(.denied, ListNotes.self, .init(conversationId: id))
        let list = try await ivo.notes(of: id)
        #expect(list.map(\.id) == [added.noteId] && list.map(\.text) == ["Is always late."])
        #expect(list.first?.authorName == "Ivo")
        // No event has a word of it, and none that tells of it names the customer.
        let events = try await house.inspect { database in
            try Data.fetchAll(database, sql: "SELECT body FROM events")
        }
        #expect(!events.contains { String(decoding: $0, as: UTF8.self).contains("late") })
        let concerned = try await house.events(ConversationAnnotated.self).flatMap(\.concerns)
        #expect(concerned == [ivo.userID.uuid])
    }

    @Test func `who lost the conversation reads no newer notes, and writes none`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let admin = try await house.agent(.administrator)
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await eva.refused(.notFound, ListNotes.self, .init(conversationId: id))
        let mine = try await ivo.note("A regular.", at: id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        try await eva.note("Ivo was rude.", at: id)
        #expect(try await ivo.notes(of: id).map(\.text) == ["A regular."])
        #expect(try await ivo.seen(id).notes == 1)
        #expect(try await eva.seen(id).notes == 2)
        try await ivo.refused(
            .notFound,
            AddNote.self,
            .init(conversationId: id, text: "I was not.")
        )
        try await ivo.refused(
            .notFound,
            DeleteNote.self,
            .init(conversationId: id, noteId: mine.noteId)
        )
        try await eva.refused(
            .notFound,
            DeleteNote.self,
            .init(conversationId: id, noteId: mine.noteId)
        )
        try await admin.call(DeleteNote.self, .init(conversationId: id, noteId: mine.noteId))
        #expect(try await admin.notes(of: id).map(\.text) == ["Ivo was rude."])
        let other = try await house.agent(.administrator, of: house.bakery)
        try await other.refused(.notFound, ListNotes.self, .init(conversationId: id))
    }

    @Test func `who closed it reads what is noted until it goes on`() async throws {
        let house = try await House()
        let (ivo, admin) = (try await house.agent(), try await house.agent(.administrator))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.call(FinishConversation.self, .init(conversationId: id))
        try await ivo.note("Sent a voucher.", at: id)
        #expect(try await ivo.notes(of: id).count == 1)
        try await house.endUser(house.ana).post("Thanks!", in: id)
        try await admin.note("Ivo gives too many vouchers.", at: id)
        let eva = try await house.agent(named: "Eva")
        _ = try await eva.take(id)
        #expect(try await !ivo.notes(of: id).map(\.text).contains { $0.contains("too many") })
        #expect(try await eva.notes(of: id).count == 2)
    }

    @Test func `a note is erased with the end user, and none comes after`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.note("Lives next door.", at: id)
        try await ivo.tag("neighbour", id)
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await ivo.refused(.endUserBlocked, AddNote.self, .init(conversationId: id, text: "?"))
        try await ivo.refused(
            .endUserBlocked,
            TagConversation.self,
            .init(conversationId: id, tag: "gone")
        )
        try await house.runJobs()
        let left = try await house.inspect { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT (SELECT count(*) FROM notes) + (SELECT count(*) FROM tags)
                        + (SELECT count(*) FROM conversation_tags)
                    """
            )
        }
        #expect(left == 0)
    }

    @Test(arguments: ["👩‍👩‍👧‍👦🏳️‍🌈👍🏽", "שלום עולם", "e\u{301}\u{323}", "one\ntwo"])
    func `a note arrives as people write it`(text: String) async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        try await ivo.note(text, at: id)
        #expect(try await ivo.notes(of: id).map(\.text) == [text])
    }
}

extension Somebody {
    @discardableResult
    func note(_ text: String, at id: ConversationID) async throws -> AddNote.Reply {
        try await call(AddNote.self, .init(conversationId: id, text: text))
    }

    func notes(of id: ConversationID) async throws -> [Note] {
        try await call(ListNotes.self, .init(conversationId: id)).items
    }

    func tag(_ word: String, _ id: ConversationID) async throws {
        try await call(TagConversation.self, .init(conversationId: id, tag: word))
    }
}
