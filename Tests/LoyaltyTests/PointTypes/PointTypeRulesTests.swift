import OctopusLoyaltyContract
import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct PointTypeRulesTests {
    private func rules(
        name: String = "banana",
        validity: Validity? = nil,
        days: Int64? = nil,
        message: String? = nil
    ) -> Set<String> {
        do throws(Refusal) {
            let request = CreatePointType.Request(
                name: name,
                validity: validity,
                expiryNoticeDays: days,
                expiryMessage: message
            )
            try FieldCheck.check(request)
            try PointTypeRules.check(request)
            return []
        } catch {
            return Set(error.violations.map { "\($0.path) \($0.rule)" })
        }
    }

    @Test func `a name is enough`() {
        #expect(rules().isEmpty)
    }

    @Test func `months or days, with a reminder before they are over`() {
        #expect(rules(validity: .months(3)).isEmpty)
        #expect(rules(validity: .days(30), days: 3, message: "Soon gone").isEmpty)
    }

    @Test func `a validity has exactly one unit, in its range`() {
        #expect(rules(validity: Validity()) == ["validity oneUnit"])
        #expect(rules(validity: Validity(months: 1, days: 1)) == ["validity oneUnit"])
        #expect(rules(validity: .until("2026-12-31")).isEmpty)
        for other in [
            Validity(months: 1, until: "2026-12-31"), .init(days: 1, until: "2026-12-31"),
        ] {
            #expect(rules(validity: other) == ["validity oneUnit"])
        }
        for day in ["2026-02-29", "2026-13-01", "31.12.2026", "0026-12-31"] {
            #expect(rules(validity: .until(day)) == ["validity.until form"])
        }
        #expect(rules(validity: .until("2026-1-1")) == ["validity.until length"])
        #expect(rules(validity: .months(0)) == ["validity.months range"])
        #expect(rules(validity: .days(4000)) == ["validity.days range"])
        #expect(rules(validity: .months(.max), days: 1, message: "x") == ["validity.months range"])
    }

    @Test func `a reminder has days and a message, and something to remind of`() {
        #expect(rules(validity: .days(9), days: 3) == ["expiryMessage together"])
        #expect(rules(validity: .days(9), message: "x") == ["expiryMessage together"])
        #expect(rules(days: 3, message: "x") == ["expiryNoticeDays needsValidity"])
        #expect(
            rules(validity: .days(3), days: 3, message: "x") == ["expiryNoticeDays beforeExpiry"]
        )
    }

    @Test(arguments: ["{{days", "{{amount}} of {{name}}", "days}}"])
    func `a reminder has no variables that nobody knows`(message: String) {
        let broken = rules(validity: .days(9), days: 3, message: message)
        #expect(broken == ["expiryMessage form"])
    }

    @Test func `a reminder says what is known, and its longest text is bounded`() throws {
        let message = try NoticeTemplate("{{amount}} {{points|a}} end on {{ date }} {days}")
        let text = message.filled { variable in
            switch variable {
            case .amount: "3"
            case .points: "{{days}}"
            case .days: "2"
            case .date: "2026-12-31"
            }
        }
        #expect(text == "3 {{days}} end on 2026-12-31 {days}")
        let most = String(repeating: "{{points}}", count: NoticeTemplate.most)
        let longest = try NoticeTemplate(most + String(repeating: "x", count: 500 - most.count))
        let filled = longest.filled { _ in String(repeating: "é", count: 1000) }
        #expect(filled.count == 2300)
    }

    @Test func `names are trimmed of blanks and nothing else`() {
        #expect("  two words ".trimmed == "two words")
        #expect(" \t".trimmed == "")
    }
}
