import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct MessageTests {
    @Test func `places have no gaps, are the same for everybody, and outlive a restart`()
        async throws
    {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let ana = house.endUser(house.ana)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask { try await (number % 2 == 0 ? ana : ivo).post("\(number)", in: id) }
            }
            try await group.waitForAll()
        }
        let all = try await ana.messages(of: id, after: 0, limit: 200)
        #expect(all.map(\.seq) == (1...42).map { Int64($0) })
        #expect(try await ivo.messages(of: id, after: 0, limit: 200) == all)
        let later = try await House(restarting: house)
        let reread = try await Somebody(house: later, person: ana.person)
            .messages(of: id, after: 0, limit: 200)
        #expect(reread == all)
    }

    @Test func `a client id is stored once, whatever the key`() async throws {
        let house = try await House()
        let id = try await house.asked()
        let ana = house.endUser(house.ana)
        let first = try await ana.post("Hello?", in: id, calling: "a")
        let again = try await ana.post("Hello?", in: id, calling: "a")
        #expect(first == again)
        try await ana.refused(
            .clientIdReused,
            PostMessage.self,
            .text("Goodbye.", in: id, calling: "a")
        )
        #expect(try await ana.messages(of: id).count == 2)
    }

    @Test func `pages before and after a place cost the same and meet`() async throws {
        let house = try await House()
        let id = try await house.asked()
        let ana = house.endUser(house.ana)
        for number in 2...25 { try await ana.post("\(number)", in: id) }
        #expect(try await ana.messages(of: id, limit: 3).map(\.seq) == [23, 24, 25])
        #expect(try await ana.messages(of: id, before: 23, limit: 3).map(\.seq) == [20, 21, 22])
        #expect(try await ana.messages(of: id, after: 22, limit: 2).map(\.seq) == [23, 24])
        #expect(try await ana.messages(of: id, after: 25).isEmpty)
        #expect(try await ana.messages(of: id, before: 1).isEmpty)
        try await ana.refused(
            .invalid,
            ReadMessages.self,
            .init(conversationId: id, after: 1, before: 3)
        )
    }

    @Test func `marks rise alone, up to the last message, and unread follows`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.post("One.", in: id)
        try await ivo.post("Two.", in: id)
        #expect(try await ana.seen(id).unread == 2)
        #expect(try await ivo.seen(id).unread == 1)
        let read = try await ana.call(MarkMessages.self, .init(conversationId: id, read: 3))
        #expect(read.unread == 1 && read.marks.customerRead == 3)
        #expect(read.marks.customerDelivered == 3)
        let lower = try await ana.call(
            MarkMessages.self,
            .init(conversationId: id, delivered: 1, read: 2)
        )
        #expect(lower == read)
        let beyond = try await ana.call(
            MarkMessages.self,
            .init(conversationId: id, read: 1_000_000)
        )
        #expect(beyond.marks.customerRead == 4 && beyond.unread == 0)
        // What did not change is nobody's news.
        #expect(try await house.events(MessagesMarked.self).count == 2)
    }

    @Test func `an edit shows and a deletion leaves the place`() async throws {
        let house = try await House()
        let (ivo, ana) = (try await house.agent(), house.endUser(house.ana))
        let id = try await house.asked("Are you opne?")
        try await ana.call(
            EditMessage.self,
            .init(conversationId: id, seq: 1, text: "Are you open?")
        )
        let edited = try #require(try await ana.messages(of: id).first)
        #expect(edited.text == "Are you open?" && edited.editedAt == house.clock.now)
        try await ivo.refused(
            .notEditable,
            EditMessage.self,
            .init(conversationId: id, seq: 1, text: "No.")
        )
        try await ivo.refused(
            .notEditable,
            DeleteMessage.self,
            .init(conversationId: id, seq: 1)
        )
        let deleted = try await ana.call(
            DeleteMessage.self,
            .init(conversationId: id, seq: 1)
        )
        let again = try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: 1))
        #expect(deleted == again)
        let left = try #require(try await ana.messages(of: id).first)
        #expect(left.seq == 1 && left.text == nil && left.deletedAt == house.clock.now)
        let words = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM message_revisions")
        }
        #expect(words == 0)
        try await ana.post("Late.", in: id)
        house.pass(.seconds(86_401))
        try await ana.refused(
            .notEditable,
            EditMessage.self,
            .init(conversationId: id, seq: 2, text: "Later.")
        )
    }

    @Test(arguments: [
        "👩‍👩‍👧‍👦🏳️‍🌈👍🏽", "שלום עולם, مرحبا", "e\u{301}\u{323} a\u{30A}", "naïve\nfaçade\n\n— Zoë",
        String(repeating: "👨‍👩‍👧‍👦", count: 4000),
    ])
    func `text as people write it arrives as sent`(text: String) async throws {
        let house = try await House()
        let id = try await house.asked(text)
        let read = try await house.endUser(house.ana).messages(of: id).first?.text
        let stored = try FieldRules.text(text, "text", HelpdeskLimits.messageText)
        #expect(read.map { Array($0.unicodeScalars) } == Array(stored.unicodeScalars))
        // The canonical form is the one change that may be.
        #expect(read == text)
    }

    @Test func `a coupon is offered as long as it can be got`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked()
        _ = try await ivo.take(id)
        let coupon = CouponID(house.ids.uuid(at: house.clock.now))
        func tell(_ version: Int64, _ status: CouponStatus) async throws {
            let terms = CouponTerms(
                title: "Coffee",
                price: CouponPrice(
                    pointTypeId: PointTypeID(house.ids.uuid(at: house.clock.now)),
                    amount: 1
                )
            )
            try await house.tell(
                CouponChanged(id: coupon, version: version, status: status, terms: terms),
                of: house.mall,
                partner: house.cafe
            )
        }
        let offer = PostMessage.Request(
            conversationId: id,
            clientId: "offer",
            text: "For you.",
            couponId: coupon
        )
        try await ivo.refused(.engagementUnavailable, PostMessage.self, offer)
        try await tell(1, .published)
        try await ivo.call(PostMessage.self, offer)
        let card = try #require(try await house.endUser(house.ana).messages(of: id).last)
        #expect(card.kind == .engagement && card.engagement?.couponId == coupon)
        #expect(card.engagement?.title == "Coffee" && card.text == "For you.")
        try await house.endUser(house.ana).refused(.invalid, PostMessage.self, offer)
        try await tell(2, .paused)
        try await ivo.refused(
            .engagementUnavailable,
            PostMessage.self,
            .init(conversationId: id, clientId: "again", couponId: coupon)
        )
    }

    @Test func `of an erased end user no word is left, and the conversation stays`() async throws {
        let house = try await House()
        let id = try await house.asked("My secret.")
        let ana = house.endUser(house.ana)
        try await ana.call(
            EditMessage.self,
            .init(conversationId: id, seq: 1, text: "Another secret.")
        )
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        try await house.runJobs()
        let (messages, revisions, conversations) = try await house.inspect { database in
            try (
                Int.fetchOne(database, sql: "SELECT count(*) FROM messages"),
                Int.fetchOne(database, sql: "SELECT count(*) FROM message_revisions"),
                Int.fetchOne(database, sql: "SELECT count(*) FROM conversations")
            )
        }
        #expect(messages == 0 && revisions == 0 && conversations == 1)
    }
}
