import OctopusCBOR
import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusSegments

/// What a rule may not be, and where.
struct CheckTests {
    /// Else a rule would pick one person by the millisecond in the id.
    @Test func `when somebody joined is asked by whole days alone`() {
        let noon: Int64 = 20_000 * 86_400_000 + 43_200_000
        let person = SegmentPerson(id: .first(atMilliseconds: noon))
        let now = Instant(milliseconds: noon + 5 * 86_400_000)
        for moment in [noon - 43_200_000, noon, noon + 1, noon + 43_199_999] {
            let span = SegmentSpan(fromAt: Instant(milliseconds: moment))
            #expect(SegmentRule.joined(span).selects(person, at: now))
            let end = SegmentSpan(beforeAt: Instant(milliseconds: moment))
            #expect(!SegmentRule.joined(end).selects(person, at: now))
        }
        let next = SegmentSpan(fromAt: Instant(milliseconds: noon + 43_200_000))
        #expect(!SegmentRule.joined(next).selects(person, at: now))
    }

    private let city = AttributeID(UUID())
    private let age = AttributeID(UUID())
    private let home = AttributeID(UUID())
    private let own = ChannelID(UUID())

    private func broken(_ rule: SegmentRule) -> [String] {
        var fields = FieldRules()
        var check = SegmentCheck(
            [
                city: attribute(city, .choice, ["Split"]), age: attribute(age, .number),
                home: attribute(home, .place),
            ],
            [own]
        )
        check.check(rule, "rule", &fields)
        return fields.violations.map { "\($0.path) \($0.rule)" }
    }

    private func attribute(
        _ id: AttributeID,
        _ kind: AttributeKind,
        _ choices: [String]? = nil
    ) -> SegmentAttribute {
        SegmentAttribute(
            id: id,
            tenant: TenantID(UUID()),
            version: 1,
            kind: kind,
            choices: choices,
            retiredAt: nil,
            slot: 0
        )
    }

    @Test func `what is not the tenant's or the partner's is refused where it stands`() {
        let foreign = ChannelID(UUID())
        let unknown = AttributeID(UUID())
        let rule = SegmentRule.all([
            .follows([own, foreign]),
            .not(.attribute(AttributeCondition(attributeId: unknown))),
            .attribute(AttributeCondition(attributeId: city, choices: ["Split", "Atlantis"])),
            .attribute(AttributeCondition(attributeId: age, texts: ["old"])),
            .near(SegmentArea(attributeId: age, latitudeE7: 0, longitudeE7: 0, radiusMeters: 1)),
        ])
        #expect(
            broken(rule) == [
                "rule.rules[0].channels[1] known",
                "rule.rules[1].rule.attribute.attributeId known",
                "rule.rules[2].attribute.choices[1] known",
                "rule.rules[3].attribute.texts form",
                "rule.rules[4].area.attributeId form",
                "rule.rules[4].area.radiusMeters range",
            ]
        )
    }

    @Test func `numbers, days and spans have an order and limits`() {
        func numbers(_ range: NumberRange) -> [String] {
            broken(.attribute(AttributeCondition(attributeId: age, numbers: range)))
        }
        #expect(numbers(NumberRange()) == ["rule.attribute.numbers required"])
        #expect(numbers(NumberRange(least: 2, most: 1)) == ["rule.attribute.numbers range"])
        #expect(numbers(NumberRange(least: .nan)) == ["rule.attribute.numbers.least range"])
        #expect(numbers(NumberRange(most: .infinity)) == ["rule.attribute.numbers.most range"])
        #expect(broken(.joined(SegmentSpan())) == ["rule.span required"])
        #expect(broken(.joined(SegmentSpan(withinDays: -1))) == ["rule.span.withinDays range"])
        #expect(broken(.joined(SegmentSpan(beforeDays: .max))) == ["rule.span.beforeDays range"])
        #expect(broken(.joined(SegmentSpan(withinDays: 0))) == [])
    }

    @Test func `a rule has so many parts, and so many inside each other`() {
        let leaf = SegmentRule.consents(.place)
        func nested(_ depth: Int) -> SegmentRule {
            depth == 1 ? leaf : .not(nested(depth - 1))
        }
        #expect(broken(nested(SegmentLimits.depth)) == [])
        #expect(broken(nested(SegmentLimits.depth + 1)).map { $0.suffix(5) } == ["range"])
        #expect(broken(.all([])) == ["rule.rules count"])
        #expect(broken(.all(Array(repeating: leaf, count: SegmentLimits.rules - 1))) == [])
        #expect(
            broken(.all(Array(repeating: leaf, count: SegmentLimits.rules))) == ["rule count"]
        )
        #expect(
            broken(.all(Array(repeating: leaf, count: 100_000))) == ["rule count"]
        )
        let full = SegmentRule.follows(Array(repeating: own, count: 100))
        #expect(broken(.any(Array(repeating: full, count: 5))) == [])
        #expect(broken(.any(Array(repeating: full, count: 6))) == ["rule count"])
        #expect(broken(.follows([])) == ["rule.channels count"])
        #expect(
            broken(.follows(Array(repeating: own, count: 101))) == ["rule.channels count"]
        )
    }

    @Test func `a field that a rule does not have is refused, since it could narrow it`() throws {
        struct Wider: Encodable {
            let kind = "consents"
            let consent = "place"
            let onlyIf = "it rains"
        }
        struct Span: Encodable {
            struct Inner: Encodable {
                let withinDays = 1
                let untilNoon = true
            }
            let kind = "joined"
            let span = Inner()
        }
        let decoder = CBORDecoder()
        let wider = try CBOREncoder().encode(Wider())
        let inner = try CBOREncoder().encode(Span())
        #expect { _ = try decoder.decode(SegmentRule.self, from: wider) } throws: { error in
            (error as? CBORError)?.path == "onlyIf"
        }
        #expect { _ = try decoder.decode(SegmentRule.self, from: inner) } throws: { error in
            (error as? CBORError)?.path == "span.untilNoon"
        }
        let rule = SegmentRule.any([.not(.consents(.place)), .joined(SegmentSpan(withinDays: 1))])
        let bytes = try CBOREncoder().encode(rule)
        #expect(try decoder.decode(SegmentRule.self, from: bytes) == rule)
    }
}
