public import OctopusContract

/// Which end users belong to a segment.
///
/// A rule is read whole or not at all: a field that a reader does not know is refused, since a condition
/// that is left out would let in those whom it keeps out. What is not known of somebody is no match, so
/// `not` matches those of whom it is not known.
public indirect enum SegmentRule: Message {
    /// All of them hold.
    case all([SegmentRule])
    /// At least one of them holds.
    case any([SegmentRule])
    /// It does not hold.
    case not(SegmentRule)
    /// What an end user told of an attribute.
    case attribute(AttributeCondition)
    /// They follow at least one of these channels, which are the partner's own.
    case follows([ChannelID])
    /// When they registered.
    case joined(SegmentSpan)
    /// They told of a place within the circle.
    case near(SegmentArea)
    /// They agree to it now.
    case consents(ConsentKind)
    /// When they last logged in or went on in a session, whatever partner they came for.
    case lastSeen(SegmentSpan)
    /// When they were last given points by the partner.
    case lastEarned(SegmentSpan)
    /// When they last redeemed a coupon of the partner.
    case lastRedeemed(SegmentSpan)

    enum Kind: String, Codable, CaseIterable {
        case all, any, not, attribute, follows, joined, near, consents
        case lastSeen, lastEarned, lastRedeemed
    }

    enum CodingKeys: String, CodingKey {
        case kind, rules, rule, attribute, channels, span, area, consent
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(Kind.self, forKey: .kind)
        try decoder.refuseFields(besides: [.kind, kind.field] as [CodingKeys])
        switch kind {
        case .all: self = .all(try container.decode([SegmentRule].self, forKey: .rules))
        case .any: self = .any(try container.decode([SegmentRule].self, forKey: .rules))
        case .not: self = .not(try container.decode(SegmentRule.self, forKey: .rule))
        case .attribute:
            self = .attribute(try container.decode(AttributeCondition.self, forKey: .attribute))
        case .follows: self = .follows(try container.decode([ChannelID].self, forKey: .channels))
        case .joined: self = .joined(try container.decode(SegmentSpan.self, forKey: .span))
        case .near: self = .near(try container.decode(SegmentArea.self, forKey: .area))
        case .consents:
            self = .consents(try container.decode(ConsentKind.self, forKey: .consent))
        case .lastSeen:
            self = .lastSeen(try container.decode(SegmentSpan.self, forKey: .span))
        case .lastEarned:
            self = .lastEarned(try container.decode(SegmentSpan.self, forKey: .span))
        case .lastRedeemed:
            self = .lastRedeemed(try container.decode(SegmentSpan.self, forKey: .span))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func encode(_ kind: Kind, _ value: some Encodable) throws {
            try container.encode(kind, forKey: .kind)
            try container.encode(value, forKey: kind.field)
        }
        switch self {
        case .all(let rules): try encode(.all, rules)
        case .any(let rules): try encode(.any, rules)
        case .not(let rule): try encode(.not, rule)
        case .attribute(let condition): try encode(.attribute, condition)
        case .follows(let channels): try encode(.follows, channels)
        case .joined(let span): try encode(.joined, span)
        case .near(let area): try encode(.near, area)
        case .consents(let consent): try encode(.consents, consent)
        case .lastSeen(let span): try encode(.lastSeen, span)
        case .lastEarned(let span): try encode(.lastEarned, span)
        case .lastRedeemed(let span): try encode(.lastRedeemed, span)
        }
    }
}

extension SegmentRule.Kind {
    /// The field beside `kind`.
    fileprivate var field: SegmentRule.CodingKeys {
        switch self {
        case .all, .any: .rules
        case .not: .rule
        case .attribute: .attribute
        case .follows: .channels
        case .joined, .lastSeen, .lastEarned, .lastRedeemed: .span
        case .near: .area
        case .consents: .consent
        }
    }
}

extension Decoder {
    /// Refuses a map with other fields than these.
    func refuseFields(besides known: [some CodingKey]) throws {
        let container = try container(keyedBy: AnyField.self)
        let names = Set(known.map(\.stringValue))
        for field in container.allKeys where !names.contains(field.stringValue) {
            throw DecodingError.dataCorruptedError(
                forKey: field,
                in: container,
                debugDescription: "A rule has no such field."
            )
        }
    }
}

/// A field of any name.
private struct AnyField: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
