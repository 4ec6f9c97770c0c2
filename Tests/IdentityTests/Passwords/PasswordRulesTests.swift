import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct PasswordRulesTests {
    /// One character, as people count.
    private static let manyMarks = "a" + String(repeating: "\u{301}", count: 30)
    static let known = ["Ana Horvat", "owner@shop.example", "Corner Bakery"]

    @Test(arguments: [
        "seven wet umbrellas sing", "five slow lanterns hum", "k8#Vq-2mTz!9xL%w",
        "žuta šljiva pada noću",
        "Zm9vYmFyYmF6cXV4cGxvdXI_", "tri medvjeda plešu polako", "six dry umbrellas dance",
        "nine red kettles whistle", "copper walrus ledger plum", "guitar-lantern-otter-forty",
    ])
    func `a good password is taken`(_ password: String) {
        #expect(PasswordRules.fault(of: Password(password), known: Self.known) == nil)
    }

    @Test(
        arguments: [
            ("", .tooShort), ("k8#Vq-2mTz!9xL", .tooShort), (manyMarks, .tooShort),
            ("seven wet\u{0}umbrellas", .characters), ("seven wet\tumbrellas", .characters),
            ("seven\u{200B}wet umbrellas", .characters),
            ("seven\u{202E}wet umbrellas", .characters),
            ("seven wet\numbrellas", .characters), ("seven\u{AD}wet umbrellas", .characters),
            (String(repeating: "ab3$", count: 65), .tooLong),
            ("aaaaaaaaaaaaaaaaaaaa", .repetition), ("kiwi7kiwi7kiwi7kiwi7", .repetition),
            ("abcdefghijklmnopqrstuvwxyz", .sequence), ("qwertyuiopasdfghjkl", .sequence),
            ("123456789012345678", .sequence),
            ("passwordpassword1", .wellKnown), ("P@ssw0rd-P@ssw0rd!!", .wellKnown),
            ("correct horse battery staple", .wellKnown), ("Welcome2026Welcome2025", .wellKnown),
            ("iloveyou iloveyou 2", .wellKnown), ("administrator12345", .wellKnown),
            ("anahorvat anahorvat", .repetition), ("AnaHorvat-corner-bakery", .personal),
            ("owner@shop.example1", .personal),
            ("1qaz2wsx3edc4rfv", .sequence), ("zaq12wsxcde34rfv", .sequence),
            ("qayxswedcvfrtgb", .sequence), ("manchesterunited", .wellKnown),
            ("iloveyousomuch1", .wellKnown), ("il0vey0us0much!", .wellKnown),
            ("dragonmaster2000", .wellKnown), ("Jennifer & Michael 12", .wellKnown),
            ("thequickbrownfox", .wellKnown), ("liverpoolfootballclub", .wellKnown),
        ] as [(String, PasswordFault)]
    )
    func `a guessable password is refused`(_ password: String, _ fault: PasswordFault) {
        #expect(PasswordRules.fault(of: Password(password), known: Self.known) == fault)
    }

    @Test func `length is counted in characters, not bytes`() {
        #expect(PasswordRules.fault(of: Password("ššđđččććžžšđčć"), known: []) == .tooShort)
        #expect(PasswordRules.fault(of: Password("ščćžđ mačka vuče kamen"), known: []) == nil)
    }

    @Test func `a refusal names the rule`() {
        #expect {
            try PasswordRules.check(Password("short"), known: [])
        } throws: { error in
            let refusal = error as? Refusal
            return refusal?.reason == .weakPassword && refusal?.violations.first?.rule == "tooShort"
        }
    }
}
