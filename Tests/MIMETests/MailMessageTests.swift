import Testing

@testable import OctopusMIME

struct MailMessageTests {
    private func message(_ change: (inout MailMessage) -> Void = { _ in }) throws -> MailMessage {
        var message = MailMessage(
            id: "0199",
            from: try #require(MailAddress(name: "Mall", address: "mail@mall.example")),
            to: try #require(MailAddress(name: "Ana", address: "ana@example.org")),
            subject: "Welcome",
            text: "Hello.\n",
            sentAtMilliseconds: 1_772_352_000_000
        )
        change(&message)
        return message
    }

    private func lines(_ message: MailMessage) -> [String] {
        String(decoding: message.bytes, as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        ).map(String.init)
    }

    @Test func `a plain mail is what RFC 5322 asks for`() throws {
        #expect(
            lines(try message()) == [
                "Date: Sun, 1 Mar 2026 08:00:00 +0000", "From: \"Mall\"", " <mail@mall.example>",
                "To: \"Ana\"", " <ana@example.org>", "Subject: Welcome",
                "Message-ID: <0199@mall.example>", "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "Hello.", "", "",
            ]
        )
    }

    @Test(arguments: [
        "Hello\r\nBcc: all@example.org", "Hello\nBcc: all@example.org", "a\rb", "\u{2028}x\u{85}y",
        "=?utf-8?B?SGk=?=", " blank first",
        "Čokolada za svakoga, svaki dan, po najboljoj cijeni u gradu",
        String(repeating: "word ", count: 60), String(repeating: "š", count: 200), "", "👩‍👩‍👧‍👦 family",
        "\u{0}\u{7}\u{1B}[31m",
    ])
    func `no text becomes a header, and each is read back as it was`(_ text: String) throws {
        let message = try message {
            $0.subject = text
            $0.to = MailAddress(name: text, address: "ana@example.org") ?? $0.to
        }
        let lines = lines(message)
        #expect(
            lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 >= 32 && $0 < 127 } }
        )
        let names = lines.prefix { !$0.isEmpty }.filter { $0.first != " " }
            .map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted",
                "Content-Type", "Content-Transfer-Encoding",
            ]
        )
        #expect(
            ReadMessage(message.bytes).subject.unicodeScalars.elementsEqual(text.unicodeScalars)
        )
    }

    @Test func `an encoded word ends between two characters`() throws {
        let words = EncodedWords.text(String(repeating: "š€", count: 40)).split(separator: "\r\n ")
        #expect(words.count > 3)
        for word in words {
            #expect(word.utf8.count <= 75)
            #expect(!EncodedWords.decoded(String(word)).contains("\u{FFFD}"))
        }
    }

    @Test func `text and HTML are two forms of one mail`() throws {
        let message = try message { $0.html = "<p>Hello, Ä = Ö.</p>" }
        let read = ReadMessage(message.bytes)
        #expect(read.text == "Hello.\n\n")
        #expect(read.html?.hasPrefix("<p>Hello, Ä = Ö.</p>") == true)
        #expect(read.headers["content-type"]?.hasPrefix("multipart/alternative") == true)
    }

    @Test(arguments: [
        "", "a", "a = b", "line\n\nline", ".", ".\n.", "From here on", "tab\t\nblank \n",
        String(repeating: "a", count: 300), String(repeating: "ß", count: 100), "a\r\nb",
        String(repeating: "x", count: 75) + "\n" + String(repeating: "y", count: 76),
    ])
    func `a text of any lines is read back`(_ text: String) {
        let bytes = QuotedPrintable.encoded(text)
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\r\n",
            omittingEmptySubsequences: false
        )
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") && $0.last != " " })
        #expect(QuotedPrintable.decoded(lines) == text.replacing("\r\n", with: "\n") + "\n")
    }

    @Test func `the same mail is the same bytes`() throws {
        #expect(try message().bytes == message().bytes)
    }

    @Test func `how a mail can be ended stands in its head`() throws {
        let message = try message { $0.unsubscribe = MailLink("https://mall.example/stop#abc") }
        #expect(lines(message).contains("List-Unsubscribe: <https://mall.example/stop#abc>"))
        #expect(lines(message).contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "http://mall.example/", "https://", "https://a b", "https://a\r\nb",
        "https://a>b", "https://a\"b", "http://localhost.evil.example/", "ftp://x",
        "https://ä.example",
        "https://" + String(repeating: "a", count: 1000),
    ])
    func `what is no safe link is none`(_ text: String) {
        #expect(MailLink(text) == nil)
    }

    @Test(arguments: ["https://mall.example/a#b", "http://localhost:8080/x", "http://127.0.0.1"])
    func `links lead to the web, unencrypted on this machine alone`(_ text: String) {
        #expect(MailLink(text)?.text == text)
    }

    @Test(arguments: ["a b@c", "a@b\r\n", "<a@b>", "nobody", "a\u{0}@b", "a>@b"])
    func `an address that could end its brackets is none`(_ text: String) {
        #expect(MailAddress(address: text) == nil)
    }

    @Test(arguments: [
        (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000"),
        (4_102_444_799_999, "Thu, 31 Dec 2099 23:59:59 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `dates are those of the calendar`(_ milliseconds: Int64, _ text: String) {
        #expect(MailDate.text(of: milliseconds) == text)
    }
}
