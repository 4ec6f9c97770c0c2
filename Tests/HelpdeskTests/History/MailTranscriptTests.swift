import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct MailTranscriptTests {
    @Test func `an operator gets it at their own address, once, whatever dies`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked("Are you open?")
        _ = try await ivo.take(id)
        try await ivo.post("Until ten.", in: id)
        let ana = house.endUser(house.ana)
        try await ana.post("Gone.", in: id)
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: 4))
        let key = house.ids.uuid(at: house.clock.now)
        let sent = try await ivo.call(MailTranscript.self, .init(conversationId: id), key: key)
        #expect(sent.messages == 4 && !sent.isShortened)
        let later = try await House(restarting: house)
        let again = try await Somebody(house: later, person: ivo.person)
            .call(MailTranscript.self, .init(conversationId: id), key: key)
        #expect(again == sent)
        let mails = try await later.mails()
        #expect(mails.map(\.to) == ["ivo@cafe.example"])
        let mail = try #require(mails.first)
        #expect(mail.subject == "A chat at Café")
        #expect(mail.text.contains("at Café") && mail.text.contains("Europe/Zagreb"))
        #expect(mail.text.contains(": Are you open?\n") && mail.text.contains(": Until ten.\n"))
        #expect(mail.text.contains(": [deleted]") && !mail.text.contains("Gone."))
        #expect(!mail.text.contains("left out"))
    }

    @Test func `it ends where its reader's sight ends, and others get none`() async throws {
        let house = try await House()
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let id = try await house.asked()
        _ = try await ivo.take(id)
        try await ivo.call(ReleaseConversation.self, .init(conversationId: id))
        _ = try await eva.take(id)
        try await eva.post("A secret.", in: id)
        let request = ConversationChoice(conversationId: id)
        try await ivo.call(MailTranscript.self, request)
        try await eva.call(MailTranscript.self, request)
        let (ivos, evas) = (
            try await house.mails(to: "ivo@cafe.example"),
            try await house.mails(to: "eva@cafe.example")
        )
        #expect(ivos.count == 1 && !ivos[0].text.contains("secret"))
        #expect(ivos[0].text.contains("Are you open?"))
        #expect(evas.count == 1 && evas[0].text.contains("A secret."))
        let stranger = try await house.agent(named: "Leo")
        try await stranger.refused(.notFound, MailTranscript.self, request)
        let baker = try await house.agent(.administrator, of: house.bakery, named: "Una")
        try await baker.refused(.notFound, MailTranscript.self, request)
        try await house.endUser(house.ana).refused(.denied, MailTranscript.self, request)
        // Identity has told that Eva answers nobody any more.
        try await house.tell(eva.userID, nil, of: house.cafe, version: 2, named: "Eva")
        try await eva.refused(.notAnOperator, MailTranscript.self, request)
        #expect(try await house.mails().count == 2)
    }

    @Test func `of a long one the newest messages come, and the letter says so`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked("The first.")
        _ = try await ivo.take(id)
        let long = String(repeating: "a long story ", count: 300)
        for number in 3...40 {
            house.pass(.seconds(2))
            try await ana.post("No. \(number): \(long)", in: id)
        }
        let sent = try await ivo.call(MailTranscript.self, .init(conversationId: id))
        #expect(sent.isShortened && sent.messages > 10 && sent.messages < 20)
        let mail = try #require(try await house.mails().first)
        #expect(mail.text.contains("octopus chat transcript \(id)"))
        let first = 41 - Int(sent.messages)
        #expect(mail.text.contains(": No. \(first):") && mail.text.contains(": No. 40:"))
        #expect(!mail.text.contains(": No. \(first - 1):") && !mail.text.contains("The first."))
        let places = try #require(mail.text.firstRange(of: ": No. 40:")).lowerBound
        #expect(try #require(mail.text.firstRange(of: ": No. 39:")).lowerBound < places)
    }

    @Test func `a message longer than a mail has room for comes whole`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let id = try await house.asked("The first.")
        let text = String(repeating: "👨‍👩‍👧‍👦", count: 4000)
        try await house.endUser(house.ana).post(text, in: id)
        let sent = try await ivo.call(MailTranscript.self, .init(conversationId: id))
        #expect(sent.isShortened && sent.messages == 1)
        #expect(try await house.mails().first?.text.contains(text) == true)
    }

    @Test func `what is typed is nobody else's line, no tag and no header`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let channel = try await house.channel(named: "<b>Café</b>, \"Bcc: eve@evil.example\"")
        let forged = "<script>\n2026-01-01 00:00:00  Ivo: <i>forged</i>\n\nBcc: eve@evil.example"
        let id = try await house.asked(forged, in: channel)
        try await ivo.call(MailTranscript.self, .init(conversationId: id))
        let mails = try await house.mails()
        #expect(mails.map(\.to) == ["ivo@cafe.example"])
        let mail = try #require(mails.first)
        #expect(mail.subject == "A chat at <b>Café</b>, \"Bcc: eve@evil.example\"")
        #expect(mail.text.contains("<script>\n    2026-01-01 00:00:00  Ivo: <i>forged</i>\n"))
        // In HTML, too, blanks before a line are kept.
        #expect(
            mail.html.contains(
                "<div>    2026-01-01 00:00:00  Ivo: &lt;i&gt;forged&lt;/i&gt;</div><div>    </div>"
            )
        )
        #expect(mail.html.contains("white-space:pre-wrap"))
        for tag in ["<script>", "<i>", "<b>"] { #expect(!mail.html.contains(tag)) }
    }

    @Test func `it goes with the end user, of whom none is mailed any more`() async throws {
        let house = try await House()
        let ivo = try await house.agent(.administrator)
        let channel = try await house.channel()
        let (anas, bens) = (
            try await house.asked(in: channel),
            try await house.asked("I am Ben.", by: house.ben, in: channel)
        )
        for id in [anas, bens] {
            try await ivo.call(MailTranscript.self, .init(conversationId: id))
        }
        try await house.tell(house.endUser(house.ana, .erased, version: 2), of: house.mall)
        #expect(try await house.mails().count == 1)
        #expect(try await house.mails().allSatisfy { $0.text.contains("I am Ben.") })
        // Before the job has deleted what was written.
        try await ivo.refused(.endUserBlocked, MailTranscript.self, .init(conversationId: anas))
    }

    @Test func `nobody fills their mailbox, and others are not held up`() async throws {
        let house = try await House()
        let (ivo, eva) = (
            try await house.agent(.administrator),
            try await house.agent(.administrator, named: "Eva")
        )
        let channel = try await house.channel()
        try await house.follow(channel, by: house.ana)
        let id = try await house.endUser(house.ana).open(channel)
        let request = ConversationChoice(conversationId: id)
        let empty = try await ivo.call(MailTranscript.self, request)
        #expect(empty.messages == 0 && !empty.isShortened)
        #expect(try await house.mails().first?.text.contains("Nothing was written.") == true)
        for _ in 2...11 { try await ivo.call(MailTranscript.self, request) }
        try await ivo.refused(.throttled, MailTranscript.self, request)
        #expect(try await house.mails().count == 11)
        try await eva.call(MailTranscript.self, request)
        house.pass(.seconds(3600))
        try await ivo.call(MailTranscript.self, request)
    }
}
