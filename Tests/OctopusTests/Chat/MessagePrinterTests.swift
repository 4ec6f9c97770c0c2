import OctopusClient
import Testing

@testable import OctopusCommandLine

struct MessagePrinterTests {
    private func text(
        _ side: MessageSide,
        kind: MessageKind = .text,
        name: String? = nil,
        _ text: String? = nil,
        _ engagement: Engagement? = nil,
        _ happening: Happening? = nil,
        deletedAt: Instant? = nil
    ) -> String {
        MessagePrinter.text(
            of: ChatMessage(
                seq: 7,
                at: Instant(milliseconds: 0),
                sender: MessageSender(side: side, name: name),
                kind: kind,
                text: text,
                engagement: engagement,
                happening: happening,
                deletedAt: deletedAt
            ),
            in: nil
        )
    }

    private let at = "7  \(InstantText.text(of: Instant(milliseconds: 0)) ?? "")"

    @Test func `a message says who wrote it, and further lines stand below`() {
        #expect(
            text(.agent, name: "Ivo", "Until ten.\nGood night.")
                == "\(at)  Ivo: Until ten.\n    Good night."
        )
        #expect(text(.customer, "Hello?") == "\(at)  them: Hello?")
        #expect(text(.agent, "Hi.") == "\(at)  an operator: Hi.")
    }

    @Test func `nothing that a terminal would obey is shown as it is`() {
        #expect(text(.customer, "a\u{1B}[2Jb\rc") == "\(at)  them: a\\u001b[2Jbc")
        #expect(text(.agent, name: "I\u{202E}vo\n", "Hi.") == "\(at)  I\\u202evo\\u000a: Hi.")
    }

    @Test func `cards, lines of the service and what was taken back have words`() throws {
        let coupon = try #require(CouponID("01980af2-0000-7000-8000-000000000001"))
        #expect(
            text(
                .agent,
                kind: .engagement,
                name: "Ivo",
                "For you.",
                Engagement(kind: .coupon, couponId: coupon, title: "Coffee")
            )
                == "\(at)  Ivo: For you. [coupon Coffee \(coupon)]"
        )
        #expect(
            text(.system, kind: .system, nil, nil, Happening(kind: .taken, agentName: "Ivo"))
                == "\(at)  -: Ivo has it"
        )
        #expect(text(.customer, deletedAt: Instant(milliseconds: 1)) == "\(at)  them: (taken back)")
    }
}
