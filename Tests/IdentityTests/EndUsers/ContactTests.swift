import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct ContactTests {
    @Test(arguments: [
        (" Ana.Horvat@Mail.Example ", "ana.horvat@mail.example"),
        ("a+b@x-y.co", "a+b@x-y.co"),
        ("ćiro@šibenik.example", "ćiro@šibenik.example"),
    ])
    func `an e-mail is unique as people mean it`(_ typed: String, _ stored: String) {
        #expect(EmailAddress(typed)?.text == stored)
    }

    @Test(arguments: [
        "", "ana", "ana@", "@mail.example", "ana@mail", "a b@mail.example", "ana@@mail.example",
        "ana@mail..example", "ana@-mail.example", "ana@mail.example\n.evil",
        "<ana>@mail.example", String(repeating: "a", count: 250) + "@mail.example",
    ])
    func `what can't be an e-mail is none`(_ typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test(arguments: [
        "+385 91 234-5678", "00385 (91) 2345678", "+385.91.234.5678", "+385912345678",
    ])
    func `a phone is the same however it is written`(_ typed: String) {
        #expect(PhoneNumber(typed)?.text == "+385912345678")
    }

    @Test(arguments: [
        "091 234 5678", "+0385912345678", "+1234567", "+1234567890123456", "+38591x345678", "+",
        "00", "", "٣٨٥٩١٢٣٤٥٦٧",
    ])
    func `a phone without its country is none`(_ typed: String) {
        #expect(PhoneNumber(typed) == nil)
    }

    @Test func `a contact is one or the other`() {
        #expect(Contact("ana@mail.example")?.kind == .email)
        #expect(Contact("+385912345678")?.kind == .phone)
        #expect(Contact("ana") == nil)
    }
}
