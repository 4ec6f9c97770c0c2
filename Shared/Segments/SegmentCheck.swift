package import OctopusContract
import OctopusIdentityContract
package import OctopusPartnersContract
package import OctopusServiceKit

/// Holds a rule against its limits, the tenant's attributes and the partner's channels; says of all that
/// is wrong where it stands.
package struct SegmentCheck {
    private let attributes: [AttributeID: SegmentAttribute]
    private let channels: Set<ChannelID>
    private var count = 0
    private var valueCount = 0

    /// - Parameters:
    ///   - attributes: The tenant's that are in use.
    ///   - channels: The partner's.
    package init(
        _ attributes: [AttributeID: SegmentAttribute],
        _ channels: some Sequence<ChannelID>
    ) {
        (self.attributes, self.channels) = (attributes, Set(channels))
    }

    /// Notes everything that is wrong with a rule.
    package mutating func check(
        _ rule: SegmentRule,
        _ path: String,
        _ fields: inout FieldRules
    ) {
        check(rule, path, depth: 1, &fields)
        fields.require(
            count <= SegmentLimits.rules,
            path,
            .count,
            "It may have \(SegmentLimits.rules) rules in all."
        )
        fields.require(
            valueCount <= SegmentLimits.valuesInAll,
            path,
            .count,
            "Its conditions may have \(SegmentLimits.valuesInAll) values in all."
        )
    }

    private mutating func check(
        _ rule: SegmentRule,
        _ path: String,
        depth: Int,
        _ fields: inout FieldRules
    ) {
        count += 1
        guard depth <= SegmentLimits.depth else {
            let deepest = "Rules may be nested \(SegmentLimits.depth) deep."
            return fields.refuse(path, .range, deepest)
        }
        switch rule {
        case .all(let rules), .any(let rules):
            fields.require(!rules.isEmpty, "\(path).rules", .count)
            for (index, inner) in rules.prefix(SegmentLimits.rules).enumerated() {
                check(inner, "\(path).rules[\(index)]", depth: depth + 1, &fields)
            }
            count += max(0, rules.count - SegmentLimits.rules)
        case .not(let inner): check(inner, "\(path).rule", depth: depth + 1, &fields)
        case .attribute(let condition): check(condition, "\(path).attribute", &fields)
        case .follows(let channels): check(channels, "\(path).channels", &fields)
        case .joined(let span), .lastSeen(let span), .lastEarned(let span), .lastRedeemed(let span):
            check(span, "\(path).span", &fields)
        case .near(let area): check(area, "\(path).area", &fields)
        case .consents: break
        }
    }

    private mutating func check(_ channels: [ChannelID], _ path: String, _ fields: inout FieldRules)
    {
        requireValues(channels, path, &fields)
        for (index, channel) in channels.prefix(SegmentLimits.values.upperBound).enumerated() {
            fields.require(
                self.channels.contains(channel),
                "\(path)[\(index)]",
                .known,
                "The partner has no such channel."
            )
        }
    }

    private mutating func check(
        _ condition: AttributeCondition,
        _ path: String,
        _ fields: inout FieldRules
    ) {
        guard let kind = kind(of: condition.attributeId, path, &fields) else { return }
        let given: [(field: String, fits: AttributeKind, isThere: Bool)] = [
            ("texts", .text, condition.texts != nil),
            ("choices", .choice, condition.choices != nil),
            ("numbers", .number, condition.numbers != nil),
            ("days", .date, condition.days != nil),
        ]
        for one in given where one.isThere {
            fields.require(
                one.fits == kind,
                "\(path).\(one.field)",
                .form,
                "The attribute takes a \(kind)."
            )
        }
        if let texts = condition.texts {
            requireValues(texts, "\(path).texts", &fields)
            for (index, text) in texts.prefix(SegmentLimits.values.upperBound).enumerated() {
                _ = fields.text(text, "\(path).texts[\(index)]", ProfileLimits.text)
            }
        }
        if let choices = condition.choices {
            check(choices, of: condition.attributeId, "\(path).choices", &fields)
        }
        if let numbers = condition.numbers { check(numbers, "\(path).numbers", &fields) }
        if let days = condition.days { check(days, "\(path).days", &fields) }
    }

    private func kind(
        of attribute: AttributeID,
        _ path: String,
        _ fields: inout FieldRules
    ) -> AttributeKind? {
        let kind = attributes[attribute]?.kind
        fields.require(
            kind != nil,
            "\(path).attributeId",
            .known,
            "The tenant has no such attribute in use."
        )
        return kind
    }

    private mutating func check(
        _ choices: [String],
        of attribute: AttributeID,
        _ path: String,
        _ fields: inout FieldRules
    ) {
        requireValues(choices, path, &fields)
        let offered = attributes[attribute]?.choices ?? []
        for (index, choice) in choices.prefix(SegmentLimits.values.upperBound).enumerated() {
            fields.require(
                offered.contains(choice),
                "\(path)[\(index)]",
                .known,
                "The attribute has no such choice."
            )
        }
    }

    private func check(_ numbers: NumberRange, _ path: String, _ fields: inout FieldRules) {
        fields.require(numbers.least != nil || numbers.most != nil, path, .required)
        for (bound, name) in [(numbers.least, "least"), (numbers.most, "most")] {
            fields.require(
                bound.map { abs($0) <= ProfileLimits.number } ?? true,
                "\(path).\(name)",
                .range,
                "It must be from -10^15 to 10^15."
            )
        }
        if let least = numbers.least, let most = numbers.most {
            fields.require(least <= most, path, .range, "The least must not be above the most.")
        }
    }

    private func check(_ days: DayRange, _ path: String, _ fields: inout FieldRules) {
        fields.require(days.first != nil || days.last != nil, path, .required)
        for (day, name) in [(days.first, "first"), (days.last, "last")] {
            fields.require(
                day.map(CalendarDay.isOne) ?? true,
                "\(path).\(name)",
                .form,
                "A day is written like 2001-12-31."
            )
        }
        if let first = days.first, let last = days.last {
            fields.require(first <= last, path, .range, "The first must not be after the last.")
        }
    }

    private func check(_ span: SegmentSpan, _ path: String, _ fields: inout FieldRules) {
        let isThere =
            span.withinDays != nil || span.beforeDays != nil || span.fromAt != nil
            || span.beforeAt != nil
        fields.require(isThere, path, .required)
        fields.number(span.withinDays, "\(path).withinDays", in: SegmentLimits.days)
        fields.number(span.beforeDays, "\(path).beforeDays", in: SegmentLimits.days)
        if let from = span.fromAt, let before = span.beforeAt {
            fields.require(from < before, path, .range, "The end must come after the beginning.")
        }
    }

    private func check(_ area: SegmentArea, _ path: String, _ fields: inout FieldRules) {
        if let kind = kind(of: area.attributeId, path, &fields) {
            fields.require(
                kind == .place,
                "\(path).attributeId",
                .form,
                "The attribute takes a \(kind)."
            )
        }
        fields.number(area.latitudeE7, "\(path).latitudeE7", in: SegmentLimits.latitudeE7)
        fields.number(area.longitudeE7, "\(path).longitudeE7", in: SegmentLimits.longitudeE7)
        fields.number(area.radiusMeters, "\(path).radiusMeters", in: SegmentLimits.radiusMeters)
    }

    private mutating func requireValues<Value>(
        _ values: [Value],
        _ path: String,
        _ fields: inout FieldRules
    ) {
        valueCount += values.count
        let range = SegmentLimits.values
        fields.require(
            range.contains(values.count),
            path,
            .count,
            "It must have \(range.lowerBound) to \(range.upperBound) elements."
        )
    }
}

extension SegmentRule {
    /// What it costs to ask it: its conditions and their values.
    package var weight: Int {
        switch self {
        case .all(let rules), .any(let rules): rules.reduce(1) { $0 + $1.weight }
        case .not(let rule): 1 + rule.weight
        case .attribute(let condition):
            1 + (condition.texts?.count ?? 0) + (condition.choices?.count ?? 0)
        case .follows(let channels): 1 + channels.count
        case .near, .joined, .consents, .lastSeen, .lastEarned, .lastRedeemed: 1
        }
    }

    /// The attributes that it names, each once.
    package var attributes: Set<AttributeID> {
        switch self {
        case .all(let rules), .any(let rules):
            rules.reduce(into: []) { $0.formUnion($1.attributes) }
        case .not(let rule): rule.attributes
        case .attribute(let condition): [condition.attributeId]
        case .near(let area): [area.attributeId]
        case .follows, .joined, .consents, .lastSeen, .lastEarned, .lastRedeemed: []
        }
    }
}
