import OctopusContract
import OctopusServiceKit
import Testing

struct TextRuleTests {
    private let line = TextRule.line(1...40)
    private let prose = TextRule.lines(1...40)

    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    private func broken(_ text: String, _ rule: TextRule? = nil) -> [FieldWord] {
        (rule ?? line).read(text).broken
    }

    @Test(arguments: [
        ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\u{85}b", "a\nb"), ("a\u{2028}b", "a\nb"),
        ("a\u{2029}b", "a\nb"), ("a\u{0B}b\u{0C}c", "a\nb\nc"), ("a\r\n\r\nb", "a\n\nb"),
        ("a\r\r\nb", "a\n\nb"), ("\r\n a \r\n", "a"),
        ("1.\tFirst\r\n2.\tSecond", "1.\tFirst\n2.\tSecond"),
    ])
    func `line ends are made one in prose`(_ typed: String, _ text: String) {
        let read = prose.read(typed)
        #expect(scalars(read.text) == scalars(text))
        #expect(read.broken.isEmpty)
    }

    @Test(arguments: ["a\nb", "a\r\nb", "a\u{2028}b", "a\tb", "a\u{85}b"])
    func `a line has neither line ends nor tabs within`(_ typed: String) {
        #expect(broken(typed) == [.characters])
    }

    @Test(arguments: [
        ("Cafe\u{301}", "Caf\u{E9}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ("A\u{30A}", "\u{C5}"), ("\u{212B}", "\u{C5}"), ("q\u{323}\u{307}", "q\u{323}\u{307}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}"),
    ])
    func `letters are composed`(_ typed: String, _ text: String) {
        #expect(scalars(line.read(typed).text) == scalars(text))
    }

    @Test(arguments: [
        "\u{A0}x\u{A0}", "\u{3000}x", "x\u{2003}\n", "\t x\r\n", "\u{2800}x", "\u{202F}x\u{205F}",
    ])
    func `blanks of every kind are taken off the ends`(_ typed: String) {
        let read = line.read(typed)
        #expect(read.text == "x" && read.broken.isEmpty)
    }

    @Test(arguments: [
        "", " ", "\n", "\u{200B}", "\u{200B}\u{FEFF}\u{AD}", "\u{3164}", "\u{2800}",
        "\u{115F}\u{1160}",
        "\u{200D}", "\u{FE0F}", "\u{0}", "\u{202E}", "\u{E0041}", "\u{180E}", "\u{E000}", "\u{34F}",
    ])
    func `what shows nothing is blank`(_ typed: String) {
        #expect(broken(typed) == [.notBlank])
        #expect(broken(typed, prose) == [.notBlank])
    }

    @Test(arguments: [
        "\u{0}", "\u{1}", "\u{1B}", "\u{7F}", "\u{9B}", "\u{AD}", "\u{200B}", "\u{200E}",
        "\u{200F}",
        "\u{61C}", "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2060}",
        "\u{2066}",
        "\u{2067}", "\u{2068}", "\u{2069}", "\u{FEFF}", "\u{FFF9}", "\u{E000}", "\u{F8FF}",

        "\u{E0001}", "\u{E0061}", "\u{3164}", "\u{34F}", "\u{200C}",
        "\u{200D}",
        "\u{FE0F}", "\u{E0100}", "\u{378}", "\u{17B4}", "\u{180B}", "\u{206A}",
    ])
    func `what is unseen or turns the text around is refused`(_ scalar: String) {
        for typed in ["A\(scalar)b", "Ab\(scalar)", "\(scalar)Ab"] where typed.count <= 40 {
            #expect(broken(typed) == [.characters], "\(scalars(typed))")
            #expect(broken(typed, prose) == [.characters])
        }
    }

    @Test(arguments: [
        "می\u{200C}خواهم", "क्\u{200D}ष", "ක්\u{200D}ෂ", "👩\u{200D}👩\u{200D}👧", "❤\u{FE0F}",
        "1\u{FE0F}\u{20E3}",
        "🏳\u{FE0F}\u{200D}🌈", "👍🏽", "🇭🇷", "葛\u{E0100}", "©\u{FE0E}", "Ω ≠ ∞", "שָׁלוֹם", "हिन्दी", "ไทย",
        "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "Ba\u{A0}ba", "\u{1FADF}",
        "O’Neill", "日本",
    ])
    func `what scripts and emoji need is taken`(_ text: String) {
        #expect(broken(text).isEmpty)
        #expect(line.read(text).text.unicodeScalars.count >= 1)
    }

    @Test func `lengths count characters and bytes`() {
        #expect(broken(String(repeating: "x", count: 40)).isEmpty)
        #expect(broken(String(repeating: "x", count: 41)) == [.length])
        #expect(broken(String(repeating: "漢", count: 40)).isEmpty)
        #expect(broken(String(repeating: "😀", count: 40)).isEmpty)
        #expect(broken(String(repeating: "😀", count: 41)) == [.length])
        // Blanks at the ends do not count.
        #expect(broken(String(repeating: " ", count: 100) + "x").isEmpty)
        #expect(broken("a" + String(repeating: "\u{301}", count: 500_000)) == [.length])
        #expect(
            broken(String(repeating: "e\u{301}\u{302}\u{303}\u{304}\u{305}", count: 40)) == [
                .length
            ]
        )
        #expect(broken(String(repeating: "👩\u{200D}", count: 10_000)) == [.length])
    }

    @Test func `a letter bears a few marks, and no tower of them`() {
        #expect(broken("x" + String(repeating: "\u{302}", count: 10)).isEmpty)
        #expect(broken("x" + String(repeating: "\u{302}", count: 11)) == [.characters])
        #expect(broken("\u{301}evil") == [.characters])
        #expect(broken("a \u{301}", prose) == [.characters])
    }

    @Test func `all that is wrong is said at once`() {
        #expect(broken(String(repeating: "x", count: 41) + "\u{202E}") == [.length, .characters])
        var fields = FieldRules()
        _ = fields.text("\u{200B}", "name", line)
        _ = fields.text("a\u{0}", "title", line)
        fields.number(0, "amount", in: 1...2)
        _ = fields.email("a", "email")
        #expect(
            fields.violations.map { "\($0.path) \($0.rule)" }
                == ["name notBlank", "title characters", "amount range", "email form"]
        )
        #expect(throws: Refusal.self) { try fields.check() }
    }

    @Test func `reading is stable`() {
        for typed in ["Cafe\u{301}\r\n", " \u{A0}x", "a\u{2028}b", "\u{1112}\u{1161}"] {
            let once = prose.read(typed).text
            #expect(scalars(prose.read(once).text) == scalars(once))
        }
    }
}
