import Testing

@testable import OctopusCommandLine

struct MailedLinkTests {
    @Test(arguments: [
        ("https://a.example/invitation#s-1_x", MailedLink.Page.invitation, "s-1_x"),
        ("Hello,\n\nNew: <x>\nhttp://localhost:8080/x/password#ab\n\n# end", .password, "ab"),
        (" http://localhost/email#c#d\r\n", .email, "c#d"),
    ])
    func `A link is found alone and in a mail`(
        text: String,
        page: MailedLink.Page,
        secret: String
    ) throws {
        let link = try MailedLink(in: text)
        #expect(link.page == page)
        #expect(link.secret == secret)
    }

    @Test(arguments: ["", "secret", "https://a.example/invitation", "https://a.example/x#s", "#s"])
    func `What is no link is not repeated`(text: String) {
        let failure = #expect(throws: Failure.self) { try MailedLink(in: text) }
        #expect(failure?.status == .usage)
        #expect(failure?.message == "there is no link that was mailed")
    }
}
