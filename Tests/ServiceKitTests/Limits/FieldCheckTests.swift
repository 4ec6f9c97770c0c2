import OctopusContract
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

@Suite struct FieldCheckTests {
    @Test func `the limits of the methods that every service has are enforced`() throws {
        let sweep = try LimitSweep(of: ContractIndex.mesh.methods)
        #expect(sweep.count > 2)
        #expect(sweep.faults == [])
    }

    @Test func `everything that is wrong is told at once, by its path`() throws {
        let wrong = Order(
            amount: 0,
            note: "a\u{7}",
            lines: ["", "ok", "ok", "ok"],
            inner: Order.Inner(days: 9),
            choice: nil
        )
        let refusal = #expect(throws: Refusal.self) { try FieldCheck.check(wrong) }
        #expect(refusal?.reason == .invalid)
        #expect(
            refusal?.violations.map { "\($0.path) \($0.rule)" } == [
                "amount range", "note characters", "lines count", "inner.days range",
            ]
        )
        #expect(refusal?.message == "amount: It must be from 1 to 5.")
    }

    @Test func `what is absent is not judged`() throws {
        try FieldCheck.check(Order(amount: 1, note: nil, lines: ["a"], inner: nil, choice: nil))
    }

    @Test(
        arguments: [
            ("tea", nil), (" tea ", nil), ("", "notBlank"), ("\u{A0}\t ", "notBlank"),
            ("four", "length"), ("te\u{301}", nil),
            ("a" + String(repeating: "\u{301}", count: 500_000), "length"),
            ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "length"), ("a\nb", "characters"),
            ("a\u{0}b", "characters"),
        ] as [(String, String?)]
    )
    func `a line of at most three characters and twelve bytes`(text: String, rule: String?) {
        #expect(TextRule.line(1...3).fault(of: text)?.rule == rule)
    }

    @Test(
        arguments: [
            ("a\r\nb", nil), ("1.\tFirst\r\n2.\tSecond", nil), ("a\u{1B}b", "characters"),
            ("\n", "notBlank"),
        ] as [(String, String?)]
    )
    func `lines come with every system's ends`(text: String, rule: String?) {
        #expect(TextRule.lines(1...20).fault(of: text)?.rule == rule)
    }

    @Test func `what is taken as it comes is judged with its space`() {
        #expect(TextRule.secret(bytes: 3).fault(of: " ab ")?.rule == "length")
        #expect(TextRule.typed(bytes: 3).fault(of: " abc\n") == nil)
        #expect(TextRule.typed(bytes: 3).fault(of: "") == nil)
    }
}

private struct Order: Message {
    struct Inner: Message {
        let days: Int?

        static let limits: [FieldLimit<Self>] = [.number("days", \.days, 1...7)]
    }

    let amount: Int64
    let note: String?
    let lines: [String]
    let inner: Inner?
    let choice: Bool?

    static let limits: [FieldLimit<Self>] = [
        .number("amount", \.amount, 1...5),
        .text("note", \.note, .line(1...3)),
        .texts("lines", \.lines, 1...3, each: .line(1...3)),
        .inside("inner", \.inner),
        .standard("choice", "false"),
    ]
}
