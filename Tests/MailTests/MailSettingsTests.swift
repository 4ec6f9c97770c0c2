import OctopusMIME
import OctopusServiceKit
import Testing

@testable import OctopusMail

struct MailSettingsTests {
    private func server(_ url: String, _ more: [String: SettingValue] = [:]) throws -> MailServer {
        try MailServer(url, hello: "mall.example", Settings(Setting.mail, more))
    }

    @Test func `encryption is asked for everywhere but on this machine, and there with a password`()
        throws
    {
        #expect(try server("smtps://mail.example:465/x").url == "smtps://mail.example:465")
        let upgraded = try server("smtp://mail.example:587")
        #expect(!upgraded.isPlain)
        #expect(try server("smtp://127.0.0.1:25").isPlain)
        #expect(try server("smtp://[::1]:25").isPlain)
        let account: [String: SettingValue] = [
            "mail.user": .text("ana"), "mail.password": .text("x"),
        ]
        #expect(try !server("smtp://localhost:25", account).isPlain)
        #expect(try !server("smtp://localhost.example:25").isPlain)
        #expect(try !server("smtps://localhost").isPlain)
    }

    @Test(arguments: [
        "", "mail.example", "http://mail.example", "smtp://", "smtp://ana:x@mail.example",
        "smtp://mail.example\r\nX", "smtps:///path",
    ])
    func `a wrong address of a server is refused`(_ url: String) {
        #expect(throws: StartFailure.self) { try server(url) }
    }

    @Test func `who sends is an address with or without a name`() throws {
        func from(_ text: String) throws -> [String?] {
            let from = try MailSettings(Settings(Setting.mail, ["mail.from": .text(text)])).from
            return [from.name, from.address]
        }
        #expect(try from("mail@mall.example") == [nil, "mail@mall.example"])
        #expect(try from("The Mall <mail@mall.example>") == ["The Mall", "mail@mall.example"])
        #expect(throws: StartFailure.self) { try from("The Mall") }
        let unset = Settings(Setting.mail, ["mail.smtp-url": .text("smtps://mail.example")])
        #expect(throws: StartFailure.self) { try MailSettings(unset) }
        #expect(throws: StartFailure.self) { try from("a@b.example, c@d.example") }
    }
}
