import OctopusServiceKit
import Testing

struct ContactTests {
    private func scalars(_ text: String?) -> [UInt32]? { text?.unicodeScalars.map(\.value) }

    @Test(arguments: [
        ("Mike@Mail.Example", "mike@mail.example"), (" a@b.example\r\n", "a@b.example"),
        ("jose\u{301}@mail.example", "jos\u{E9}@mail.example"),
        ("JOSÉ@MAIL.EXAMPLE", "jos\u{E9}@mail.example"),
        ("a@MÜNCHEN.example", "a@münchen.example"),
        ("a@mu\u{308}nchen.example", "a@münchen.example"),
        ("a@xn--mnchen-3ya.example", "a@münchen.example"),
        ("a@XN--MNCHEN-3YA.example", "a@münchen.example"),
        ("a@日本。example", "a@日本.example"), ("a@straße.example", "a@straße.example"),
        ("o'neill+shop@mail.example", "o'neill+shop@mail.example"),
        ("用户@例子.example", "用户@例子.example"), ("a.b-c_d@mail.example", "a.b-c_d@mail.example"),
        ("1@1.example", "1@1.example"), ("a@１２.example", "a@12.example"),
    ])
    func `an address has one form`(_ typed: String, _ text: String) throws {
        let email = try #require(EmailAddress(typed))
        #expect(scalars(email.text) == scalars(text))
        #expect(EmailAddress(email.text) == email)
    }

    @Test(arguments: [
        "", "@", "a@", "@b.example", "a", "a@b", "a@@b.example", "a@b@c.example",
        "victim@\u{301}evil.example@mail.example", "a@\u{301}b.example",
        "anna\u{200B}@mail.example",
        "\u{FEFF}anna@mail.example", "an\u{AD}na@mail.example", "anna@ma\u{AD}il.example",
        "anna@mail.example\u{200B}", "an\u{200D}na@mail.example", "\u{202E}anna@mail.example",
        "mi\u{212A}e@mail.example", "\u{FF41}@mail.example", "a\u{FF20}b.example", "ﬁ@mail.example",
        ".a@mail.example", "a.@mail.example", "a..b@mail.example", "a b@mail.example",
        "a\u{A0}b@mail.example", "\"a b\"@mail.example", "a@[127.0.0.1]", "a@127.0.0.1", "a@1.2",
        "a@-b.example", "a@b-.example", "a@b..example", "a@b.example.", "a@.example",
        "a@b_c.example",
        "a@ab--c.example", "a@xn--a.example", "a@b.example\u{0}", "a\u{0}@b.example",
        "a\n@b.example",
        "a@b\u{2028}.example", "\u{301}a@mail.example", "a\u{E000}@mail.example",
        "a@☃\u{200D}.example",
        "a(x)@mail.example", "<a@mail.example>", "a@mail.example, b@mail.example",
        "a:b@mail.example",
        "\u{3164}@mail.example", "\u{2800}a@\u{2800}.example", "a,b@mail.example",
    ])
    func `what can't be an address is refused`(_ typed: String) {
        #expect(EmailAddress(typed) == nil, "\(typed)")
    }

    @Test func `lengths are counted in bytes, the domain as name servers have it`() {
        let label = String(repeating: "b", count: 63)
        #expect(EmailAddress(String(repeating: "a", count: 64) + "@b.example") != nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + "@b.example") == nil)
        #expect(EmailAddress(String(repeating: "é", count: 32) + "@b.example") != nil)
        #expect(EmailAddress(String(repeating: "é", count: 33) + "@b.example") == nil)
        #expect(EmailAddress("a@\(label).example") != nil)
        #expect(EmailAddress("a@\(label)b.example") == nil)
        #expect(EmailAddress("a@\(label).\(label).\(label).example") != nil)
        #expect(EmailAddress("a@\(label).\(label).\(label).\(label)") == nil)
        #expect(EmailAddress("a@" + String(repeating: "é", count: 60) + ".example") == nil)
        #expect(EmailAddress(String(repeating: "a", count: 1_000_000) + "@b.example") == nil)
    }

    /// No letter that another system takes for one of ASCII may make another's address.
    @Test func `no single character beyond ASCII becomes one of ASCII`() {
        for value in UInt32(0x80)...0x2FFFF {
            guard let scalar = Unicode.Scalar(value),
                let email = EmailAddress("x\(scalar)x@m.example")
            else { continue }
            #expect(email.text.utf8.contains { $0 >= 0x80 }, "\(value)")
            #expect(scalars(EmailAddress(email.text)?.text) == scalars(email.text), "\(value)")
        }
    }

    @Test(arguments: [
        "+385 91 234 5678", "00385 (91) 2345678", "+385-91-234-5678",
        "+385\u{2011}91\u{2013}2345678",
        "\u{FF0B}３８５９１２３４５６７８", "+٣٨٥٩١٢٣٤٥٦٧٨", "\u{202A}+385 91 2345678\u{202C}",
        "+385.91/2345678", "\u{FEFF}+385912345678\r\n", "+385\u{A0}91\u{2009}234\u{200B}5678",
        "+۳۸۵۹۱۲۳۴۵۶۷۸", "（00385）91 2345678",
    ])
    func `a telephone number has one form`(_ typed: String) {
        #expect(PhoneNumber(typed)?.text == "+385912345678")
    }

    @Test(arguments: [
        "", "+", "385912345678", "091 234 5678", "+385 91 234 5678 ext. 5", "+385912345678;ext=5",
        "+385912345678x5", "+385912345678#5", "+385 (0)91 234 5678", "+385 （０） 91 234 5678",
        "+0385912345678", "000385912345678", "+1234567", "+1234567890123456", "++385912345678",
        "+385+912345678", "tel:+385912345678", "+385 91 CALL NOW", "+38591234567\u{B2}",
        "+385912345⑧",
    ])
    func `what is no international number is refused`(_ typed: String) {
        #expect(PhoneNumber(typed) == nil, "\(typed)")
    }

    @Test func `a contact is one or the other`() {
        #expect(Contact("EVA@mail.example")?.kind == .email)
        #expect(Contact("00385 91 234 5678")?.text == "+385912345678")
        #expect(Contact("nobody") == nil)
    }
}
