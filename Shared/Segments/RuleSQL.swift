import GRDB
import OctopusContract
import OctopusPartnersContract
import OctopusServiceKit

/// A rule as a condition on the rows of `segment_people AS p`.
///
/// What is not known is NULL in SQL, which is as good as false wherever no NOT stands before it; so a NOT
/// makes it false first. The statement has the end users between the parameters `:first` and `:last`: what
/// lies in other tables is looked up for all of them at once, which is faster than one by one.
struct RuleSQL {
    private let attributes: [AttributeID: SegmentAttribute]
    private let partner: PartnerID
    private let now: Instant
    private(set) var arguments: [DatabaseValue] = []
    /// Whether the rule names an attribute that is out of use.
    private(set) var isBroken = false

    init(
        _ attributes: [AttributeID: SegmentAttribute],
        of partner: PartnerID,
        at now: Instant
    ) {
        (self.attributes, self.partner, self.now) = (attributes, partner, now)
    }

    mutating func condition(_ rule: SegmentRule) -> String {
        switch rule {
        case .all(let rules): joined(rules, "AND")
        case .any(let rules): joined(rules, "OR")
        case .not(let rule): "NOT ifnull(\(condition(rule)), 0)"
        case .attribute(let attribute): condition(attribute)
        case .follows(let channels): follows(channels)
        case .joined(let span): condition(span.wholeDays(at: now))
        case .near(let area): condition(area)
        case .consents(let consent): "(p.consents & \(mark(consent.bit))) <> 0"
        case .lastSeen(let span): days("p.seen_on", span)
        case .lastEarned(let span): activity("earned_on", span)
        case .lastRedeemed(let span): activity("redeemed_on", span)
        }
    }

    mutating func follows(_ channels: [ChannelID]) -> String {
        if channels.isEmpty { return "0" }
        return """
            p.id IN (SELECT end_user FROM channel_followers
            WHERE channel IN \(marks(channels)) AND end_user BETWEEN :first AND :last)
            """
    }

    /// At the partner whose rule it is, and at no other.
    private mutating func activity(_ column: String, _ span: SegmentSpan) -> String {
        """
        p.id IN (SELECT end_user FROM segment_activities WHERE partner = \(mark(partner))
        AND end_user BETWEEN :first AND :last AND \(days(column, span)))
        """
    }

    private mutating func days(_ column: String, _ span: SegmentSpan) -> String {
        let bounds = span.days(at: now)
        var conditions = ["\(column) IS NOT NULL"]
        if let from = bounds.from { conditions.append("\(column) >= \(mark(from))") }
        if let before = bounds.before { conditions.append("\(column) < \(mark(before))") }
        return "(\(conditions.joined(separator: " AND ")))"
    }

    private mutating func joined(_ rules: [SegmentRule], _ word: String) -> String {
        var conditions: [String] = []
        for rule in rules { conditions.append(condition(rule)) }
        return "(\(conditions.joined(separator: " \(word) ")))"
    }

    private mutating func condition(_ condition: AttributeCondition) -> String {
        guard let attribute = attributes[condition.attributeId] else { return broken() }
        let column = "p.\(attribute.column)"
        if let texts = condition.texts { return "\(column) IN \(marks(texts.map(Folding.key)))" }
        if let choices = condition.choices { return "\(column) IN \(marks(choices))" }
        if let numbers = condition.numbers {
            return range(column, least: numbers.least, most: numbers.most)
        }
        if let days = condition.days { return range(column, least: days.first, most: days.last) }
        return "\(column) IS NOT NULL"
    }

    private mutating func range(
        _ column: String,
        least: (some DatabaseValueConvertible)?,
        most: (some DatabaseValueConvertible)?
    ) -> String {
        var conditions = ["\(column) IS NOT NULL"]
        if let least { conditions.append("\(column) >= \(mark(least))") }
        if let most { conditions.append("\(column) <= \(mark(most))") }
        return "(\(conditions.joined(separator: " AND ")))"
    }

    /// Ids begin with the time.
    ///
    /// The sign keeps SQLite from an index of ids alone: rows are read in the tenant's order.
    private mutating func condition(_ bounds: SegmentBounds) -> String {
        var conditions: [String] = []
        if let from = bounds.from {
            conditions.append("+p.id >= \(mark(EndUserID.first(atMilliseconds: from)))")
        }
        if let before = bounds.before {
            conditions.append("+p.id < \(mark(EndUserID.first(atMilliseconds: before)))")
        }
        return conditions.isEmpty ? "1" : "(\(conditions.joined(separator: " AND ")))"
    }

    private mutating func condition(_ area: SegmentArea) -> String {
        guard let attribute = attributes[area.attributeId] else { return broken() }
        let circle = SegmentCircle(area)
        let radians = SegmentCircle.radians.databaseValue
        arguments += [
            circle.southmost.databaseValue, circle.northmost.databaseValue,
            circle.core.south.databaseValue, circle.core.north.databaseValue,
            circle.core.west.databaseValue, circle.core.east.databaseValue,
            circle.sine.databaseValue, radians, circle.cosine.databaseValue, radians, radians,
            circle.longitude.databaseValue, circle.least.databaseValue,
        ]
        return SegmentCircle.sql("p.\(attribute.column)")
    }

    private mutating func broken() -> String {
        isBroken = true
        return "0"
    }

    private mutating func mark(_ value: some DatabaseValueConvertible) -> String {
        arguments.append(value.databaseValue)
        return "?"
    }

    private mutating func marks(_ values: [some DatabaseValueConvertible]) -> String {
        "(\(values.map { mark($0) }.joined(separator: ", ")))"
    }
}
