package import OctopusContract
package import OctopusIdentityContract
package import OctopusPartnersContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// What rules ask of one end user, as a value.
package struct SegmentPerson: Sendable, Hashable {
    package let id: EndUserID
    package let consents: Set<ConsentKind>
    package let values: [AttributeID: SegmentValue]
    /// The channels that they follow.
    package let channels: Set<ChannelID>
    /// What they last did.
    package let activity: SegmentActivity

    package init(
        id: EndUserID,
        consents: Set<ConsentKind> = [],
        values: [AttributeID: SegmentValue] = [:],
        channels: Set<ChannelID> = [],
        activity: SegmentActivity = SegmentActivity()
    ) {
        self.id = id
        self.consents = consents
        self.values = values
        self.channels = channels
        self.activity = activity
    }
}

/// On which days, counted from 1970 in UTC, an end user last did something; nil is never.
package struct SegmentActivity: Sendable, Hashable {
    package var seenOn: Int64?
    /// At the partner whose rule it is.
    package var earnedOn: Int64?
    package var redeemedOn: Int64?

    package init(seenOn: Int64? = nil, earnedOn: Int64? = nil, redeemedOn: Int64? = nil) {
        (self.seenOn, self.earnedOn, self.redeemedOn) = (seenOn, earnedOn, redeemedOn)
    }
}

/// What an end user told of an attribute, as rules compare it.
package enum SegmentValue: Sendable, Hashable {
    /// Folded: case, accents and width make no difference.
    case text(String)
    case number(Double)
    /// As `2001-12-31`, so that texts are in the order of days.
    case day(String)
    case choice(String)
    case place(SegmentPlace)

    /// Nil for a value that tells nothing.
    package init?(_ value: ProfileValue) {
        if let text = value.text {
            self = .text(Folding.key(text))
        } else if let amount = value.amount {
            self = .number(amount)
        } else if let date = value.date {
            self = .day(date)
        } else if let choice = value.choice {
            self = .choice(choice)
        } else if let place = value.place {
            self = .place(
                SegmentPlace(latitude: place.latitude, longitude: place.longitude)
            )
        } else {
            return nil
        }
    }

    var kind: AttributeKind {
        switch self {
        case .text: .text
        case .number: .number
        case .day: .date
        case .choice: .choice
        case .place: .place
        }
    }
}

extension SegmentRule {
    /// Whether somebody belongs to the segment; ``Audience`` asks the same of the database.
    ///
    /// - Parameters:
    ///   - person: Of the rule's tenant, active.
    ///   - now: The moment.
    /// - Returns: Whether the rule selects them.
    package func selects(_ person: SegmentPerson, at now: Instant) -> Bool {
        switch self {
        case .all(let rules): rules.allSatisfy { $0.selects(person, at: now) }
        case .any(let rules): rules.contains { $0.selects(person, at: now) }
        case .not(let rule): !rule.selects(person, at: now)
        case .attribute(let condition):
            person.values[condition.attributeId].map(condition.holds) ?? false
        case .follows(let channels): channels.contains(where: person.channels.contains)
        case .joined(let span): span.wholeDays(at: now).contains(person.id.joinedMilliseconds)
        case .near(let area):
            if case .place(let place)? = person.values[area.attributeId] {
                SegmentCircle(area).contains(place)
            } else {
                false
            }
        case .consents(let consent): person.consents.contains(consent)
        case .lastSeen(let span): span.days(at: now).holds(of: person.activity.seenOn)
        case .lastEarned(let span): span.days(at: now).holds(of: person.activity.earnedOn)
        case .lastRedeemed(let span): span.days(at: now).holds(of: person.activity.redeemedOn)
        }
    }
}

extension AttributeCondition {
    fileprivate func holds(of value: SegmentValue) -> Bool {
        switch value {
        case .text(let text): texts.map { $0.map(Folding.key).contains(text) } ?? true
        case .choice(let choice): choices.map { $0.contains(choice) } ?? true
        case .number(let number):
            numbers.map { number >= $0.least ?? -.infinity && number <= $0.most ?? .infinity }
                ?? true
        case .day(let day):
            days.map { day >= $0.first ?? "" && day <= $0.last ?? "9999-12-31" } ?? true
        case .place: true
        }
    }
}

/// Moments in milliseconds, or days, from one to before another; an absent one is open.
struct SegmentBounds {
    let from: Int64?
    let before: Int64?

    func contains(_ moment: Int64) -> Bool {
        from.map { moment >= $0 } ?? true && before.map { moment < $0 } ?? true
    }

    func holds(of day: Int64?) -> Bool { day.map(contains) ?? false }
}

extension SegmentSpan {
    private static let dayMilliseconds: Int64 = 86_400_000

    func bounds(at now: Instant) -> SegmentBounds {
        let today = now.milliseconds - now.milliseconds % Self.dayMilliseconds
        let froms = [withinDays.map { today - $0 * Self.dayMilliseconds }, fromAt?.milliseconds]
        let befores = [
            beforeDays.map { today - $0 * Self.dayMilliseconds }, beforeAt?.milliseconds,
        ]
        return SegmentBounds(
            from: froms.compactMap(\.self).max(),
            before: befores.compactMap(\.self).min()
        )
    }
}

extension SegmentSpan {
    /// The same at the beginnings of days: ids of end users tell the millisecond, and a rule must not pick one
    /// of them by it.
    func wholeDays(at now: Instant) -> SegmentBounds {
        let days = days(at: now)
        return SegmentBounds(
            from: days.from.map { $0 * Self.dayMilliseconds },
            before: days.before.map { $0 * Self.dayMilliseconds }
        )
    }

    /// The same in days: a moment stands for the beginning of its day.
    func days(at now: Instant) -> SegmentBounds {
        let bounds = bounds(at: now)
        func day(_ moment: Int64) -> Int64 { Instant(milliseconds: moment).utcDay }
        return SegmentBounds(from: bounds.from.map(day), before: bounds.before.map(day))
    }
}

extension EndUserID {
    /// When they registered: identity makes the id then, and a UUIDv7 begins with the time.
    var joinedMilliseconds: Int64 {
        withUnsafeBytes(of: uuid.uuid) { bytes in
            bytes.prefix(6).reduce(0) { $0 << 8 | Int64($1) }
        }
    }

    /// What the ids of those who register at that moment or later are not less than.
    static func first(atMilliseconds moment: Int64) -> EndUserID {
        let time = UInt64(min(max(moment, 0), 1 << 48 - 1)) << 16
        return EndUserID(
            UUID(
                uuid: (
                    UInt8(truncatingIfNeeded: time >> 56), UInt8(truncatingIfNeeded: time >> 48),
                    UInt8(truncatingIfNeeded: time >> 40), UInt8(truncatingIfNeeded: time >> 32),
                    UInt8(truncatingIfNeeded: time >> 24), UInt8(truncatingIfNeeded: time >> 16),
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                )
            )
        )
    }
}

extension ConsentKind {
    /// The kind's bit in a row's `consents`; a kind never gets another.
    package var bit: Int64 {
        switch self {
        case .emailMarketing: 1
        case .smsMarketing: 2
        case .inAppMarketing: 4
        case .advertising: 8
        case .place: 16
        }
    }
}
