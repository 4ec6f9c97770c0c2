import FoundationEssentials
import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct OfflineMessageTests {
    @Test func `a message is kept, and mailed once to each administrator, whatever dies`()
        async throws
    {
        let house = try await House()
        let (_, eva) = (
            try await house.agent(), try await house.agent(.administrator, named: "Eva")
        )
        _ = try await house.agent(.administrator, named: "Ada")
        let channel = try await house.followed()
        let key = house.ids.uuid(at: house.clock.now)
        let request = LeaveOfflineMessage.Request.from("Ana", "Are you open?", to: channel)
        let left = try await house.endUser(house.ana).call(
            LeaveOfflineMessage.self,
            request,
            key: key
        )
        // The process dies before anything has left: the mails are there, and the repetition makes none.
        let later = try await House(restarting: house)
        let ana = Somebody(house: later, person: house.endUser(house.ana).person)
        let again = try await ana.call(LeaveOfflineMessage.self, request, key: key)
        #expect(again == left)
        let mails = try await later.mails()
        // The one who enabled the chat is an administrator, too.
        #expect(
            Set(mails.map(\.to)) == ["eva@cafe.example", "ada@cafe.example", "ivo@cafe.example"]
        )
        #expect(mails.count == 3)
        #expect(mails.allSatisfy { $0.text.contains("Are you open?") })
        #expect(mails.allSatisfy { $0.subject == "A message was left at Café" })
        let open = try await Somebody(house: later, person: eva.person)
            .call(ListOfflineMessages.self, .init()).items
        #expect(open.map(\.id) == [left.offlineMessageId] && open.first?.endUserId == house.ana)
        #expect(open.first?.email == "ana@mail.example")
    }

    @Test func `while somebody is there it is refused, and after they went it is not`()
        async throws
    {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.followed()
        let request = LeaveOfflineMessage.Request.from("Ana", "Hello?", to: channel)
        try await ivo.present(.busy)
        let ana = house.endUser(house.ana)
        try await ana.refused(.operatorsPresent, LeaveOfflineMessage.self, request)
        house.pass(.seconds(91))
        try await ana.call(LeaveOfflineMessage.self, request)
        try await house.endUser(house.ben).refused(.notFollowing, LeaveOfflineMessage.self, request)
        try await ana.refused(
            .notFound,
            LeaveOfflineMessage.self,
            request,
            at: house.bakery
        )
        let off = try await house.followed(enabled: false)
        try await ana.refused(
            .chatDisabled,
            LeaveOfflineMessage.self,
            .from("Ana", "Hello?", to: off)
        )
    }

    @Test func `the chosen operators get it as long as they are operators`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator, named: "Ada")
        let (eva, kai) = (
            try await house.agent(named: "Eva"), try await house.agent(named: "Kai")
        )
        let channel = try await house.followed()
        let stranger = try await house.agent(of: house.bakery, named: "Una")
        for ids in [[stranger.userID], [eva.userID, eva.userID]] {
            try await admin.refused(
                .invalid,
                EditOfflinePolicy.self,
                .init(version: 0, operatorIds: ids)
            )
        }
        let chosen = EditOfflinePolicy.Request(
            version: 0,
            operatorIds: [eva.userID, kai.userID]
        )
        try await eva.refused(.administratorsOnly, EditOfflinePolicy.self, chosen)
        try await admin.call(EditOfflinePolicy.self, chosen)
        try await admin.refused(.stale, EditOfflinePolicy.self, chosen)
        let ana = house.endUser(house.ana)
        func receivers(_ text: String) async throws -> [String] {
            try await ana.call(LeaveOfflineMessage.self, .from("Ana", text, to: channel))
            return try await house.mails().filter { $0.text.contains(text) }.map(\.to).sorted()
        }
        #expect(try await receivers("One?") == ["eva@cafe.example", "kai@cafe.example"])
        try await house.tell(
            eva.userID,
            .normal,
            of: house.cafe,
            version: 2,
            .disabled,
            named: "Eva"
        )
        #expect(try await receivers("Two?") == ["kai@cafe.example"])
        try await house.tell(kai.userID, nil, of: house.cafe, version: 2, named: "Kai")
        #expect(try await receivers("Three?").contains("ada@cafe.example"))
        let policy = try await admin.call(GetOfflinePolicy.self, Empty())
        #expect(policy.version == 1 && policy.operatorIds.isEmpty)
    }

    @Test func `who gets them reads them, and of two at once one deals with it`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator, named: "Ada")
        let (eva, kai) = (
            try await house.agent(named: "Eva"), try await house.agent(named: "Kai")
        )
        let channel = try await house.followed()
        try await admin.call(
            EditOfflinePolicy.self,
            .init(version: 0, operatorIds: [eva.userID])
        )
        let left = try await house.endUser(house.ana).call(
            LeaveOfflineMessage.self,
            .from("Ana", "Hello?", to: channel)
        )
        let choice = HandleOfflineMessage.Request(offlineMessageId: left.offlineMessageId)
        try await kai.refused(.administratorsOnly, ListOfflineMessages.self, .init())
        try await kai.refused(.administratorsOnly, HandleOfflineMessage.self, choice)
        async let one = eva.call(HandleOfflineMessage.self, choice)
        async let other = admin.call(HandleOfflineMessage.self, choice)
        let replies = try await [one, other]
        #expect(replies[0] == replies[1])
        #expect([eva.userID, admin.userID].contains(replies[0].handledBy))
        #expect(try await eva.call(ListOfflineMessages.self, .init()).items.isEmpty)
        let done = try await eva.call(ListOfflineMessages.self, .init(isHandled: true)).items
        #expect(done.map(\.handledBy) == [replies[0].handledBy])
        let bakery = try await house.agent(.administrator, of: house.bakery)
        try await bakery.refused(.notFound, HandleOfflineMessage.self, choice)
        #expect(try await bakery.call(ListOfflineMessages.self, .init()).items.isEmpty)
    }

    @Test func `nobody fills mailboxes, and others are not held up`() async throws {
        let house = try await House()
        _ = try await house.agent(.administrator)
        let channel = try await house.followed()
        try await house.follow(channel, by: house.ben)
        let ana = house.endUser(house.ana)
        for number in 1...4 {
            try await ana.call(
                LeaveOfflineMessage.self,
                .from("Ana", "\(number)", to: channel, email: "ana\(number)@mail.example")
            )
        }
        let more = LeaveOfflineMessage.Request.from("Ana", "More.", to: channel)
        try await ana.refused(.throttled, LeaveOfflineMessage.self, more)
        let sent = try await house.mails().count
        try await house.endUser(house.ben).call(
            LeaveOfflineMessage.self,
            .from("Ben", "Hello?", to: channel, email: "ben@mail.example")
        )
        #expect(try await house.mails().count > sent)
        house.pass(.seconds(3600))
        try await ana.call(LeaveOfflineMessage.self, more)
    }

    @Test func `what is typed makes no header`() async throws {
        let house = try await House()
        _ = try await house.agent(.administrator, named: "Ada")
        let channel = try await house.followed()
        let ana = house.endUser(house.ana)
        for name in ["Ana\r\nBcc: eve@evil.example", "Ana\nSubject: Hm", "\u{202E}anA", " "] {
            try await ana.refused(
                .invalid,
                LeaveOfflineMessage.self,
                .from(name, "Hello?", to: channel)
            )
        }
        for email in [
            "ana@mail.example\r\nBcc: eve@evil.example", "Ana <ana@mail.example>", "ana", "",
            "ana@mail.example,eve@evil.example",
        ] {
            try await ana.refused(
                .invalid,
                LeaveOfflineMessage.self,
                .from("Ana", "Hello?", to: channel, email: email)
            )
        }
        try await ana.refused(
            .invalid,
            LeaveOfflineMessage.self,
            .from("Ana", "Hello?", to: channel, page: "javascript:alert(1)")
        )
        try await ana.call(
            LeaveOfflineMessage.self,
            .from("\"Ana\" <eve@evil.example>, <b>", "To: eve\n\n<script>", to: channel)
        )
        let mail = try #require(try await house.mails(to: "ada@cafe.example").first)
        #expect(mail.subject == "A message was left at Café")
        #expect(mail.text.contains("<script>") && !mail.html.contains("<script>"))
        let all = try await house.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM offline_messages")
        }
        #expect(all == 1)
    }

    @Test(arguments: [
        "👩‍👩‍👧‍👦🏳️‍🌈👍🏽", "שלום עולם, مرحبا", "e\u{301}\u{323}",
        String(repeating: "👨‍👩‍👧‍👦", count: 4000),
    ])
    func `text as people write it is kept and mailed as it is`(text: String) async throws {
        let house = try await House()
        let ada = try await house.agent(.administrator, named: "Ada")
        let channel = try await house.followed()
        try await house.endUser(house.ana).call(
            LeaveOfflineMessage.self,
            .from("Ana", text, to: channel)
        )
        let kept = try await ada.call(ListOfflineMessages.self, .init()).items
        #expect(kept.map(\.text) == [text])
        let mail = try #require(try await house.mails(to: "ada@cafe.example").first)
        #expect(mail.text.contains(text))
    }

    @Test func `it is forgotten with its writer, mails and all, and after half a year`()
        async throws
    {
        let house = try await House()
        let ada = try await house.agent(.administrator, named: "Ada")
        let channel = try await house.followed()
        try await house.follow(channel, by: house.ben)
        for (writer, name) in [(house.ana, "Ana"), (house.ben, "Ben")] {
            try await house.endUser(writer).call(
                LeaveOfflineMessage.self,
                .from(name, "I am \(name).", to: channel, email: "\(name)@mail.example")
            )
        }
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        let left = try await ada.call(ListOfflineMessages.self, .init()).items
        #expect(left.map(\.name) == ["Ben"])
        #expect(try await house.mails(to: "ada@cafe.example").map(\.text).count == 1)
        #expect(try await house.mails().allSatisfy { !$0.text.contains("Ana") })
        house.pass(.seconds(180 * 86_400))
        try await house.runJobs()
        #expect(try await ada.call(ListOfflineMessages.self, .init()).items.isEmpty)
    }
}

extension World<HelpdeskEnvironment> {
    /// A channel that Ana follows.
    fileprivate func followed(enabled: Bool = true) async throws -> ChannelID {
        let channel = try await channel(enabled: enabled)
        try await follow(channel, by: ana)
        return channel
    }
}

extension LeaveOfflineMessage.Request {
    fileprivate static func from(
        _ name: String,
        _ text: String,
        to channel: ChannelID,
        email: String = "ana@mail.example",
        page: String? = nil
    ) -> Self {
        Self(channelId: channel, name: name, email: email, text: text, page: page)
    }
}
