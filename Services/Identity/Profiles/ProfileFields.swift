import OctopusIdentityContract
import OctopusServiceKit

/// What an end user tells of themselves, read in one form.
struct ProfileFields {
    let name: String?
    /// Nil if nothing is told.
    let values: [ProfileValue]?

    /// - Parameters:
    ///   - request: As it came.
    ///   - endUser: As they are; what they told before and do not change stays good.
    ///   - attributes: Those that are in use.
    /// - Throws: `invalid`, with everything that is wrong at once.
    init(
        _ request: EditProfile.Request,
        of endUser: EndUserRecord,
        _ attributes: [AttributeID: AttributeRecord]
    ) throws(Refusal) {
        var fields = FieldRules()
        name = fields.text(request.name, "name", IdentityLimits.name)
        var reader = ValueReader(attributes, before: endUser)
        if request.values.count > ProfileLimits.attributes {
            fields.refuse(
                "values",
                .count,
                "It must have at most \(ProfileLimits.attributes) elements."
            )
            values = nil
        } else {
            let read = request.values.enumerated().map { index, value in
                reader.read(value, "values[\(index)]", &fields)
            }
            values = read.isEmpty ? nil : read
        }
        try fields.check()
    }
}

/// Reads values against the attributes that they are of.
private struct ValueReader {
    private let attributes: [AttributeID: AttributeRecord]
    private let before: [ProfileValue]
    private let mayHavePlace: Bool
    private var seen: Set<AttributeID> = []

    init(_ attributes: [AttributeID: AttributeRecord], before endUser: EndUserRecord) {
        self.attributes = attributes
        before = endUser.profileValues ?? []
        mayHavePlace = endUser.consents?.contains(.place) ?? false
    }

    mutating func read(
        _ value: ProfileValue,
        _ path: String,
        _ fields: inout FieldRules
    ) -> ProfileValue {
        guard let attribute = attributes[value.attributeId] else {
            fields.refuse("\(path).attributeId", .known, "The tenant has no such attribute in use.")
            return value
        }
        fields.require(seen.insert(attribute.id).inserted, "\(path).attributeId", .once)
        // What they told before stays good: a choice may be offered no longer.
        guard !before.contains(value) else { return value }
        requireKind(attribute.kind, of: value, path, &fields)
        fields.require(
            value.amount.map { abs($0) <= ProfileLimits.number } ?? true,
            "\(path).amount",
            .range,
            "It must be from -10^15 to 10^15."
        )
        fields.require(
            value.date.map(CalendarDay.isOne) ?? true,
            "\(path).date",
            .form,
            "A day is written like 2001-12-31."
        )
        if let choice = value.choice, attribute.kind == .choice {
            fields.require(
                attribute.choices?.contains(choice) ?? false,
                "\(path).choice",
                .known,
                "The attribute has no such choice."
            )
        }
        if let place = value.place { require(place, "\(path).place", &fields) }
        return ProfileValue(
            attributeId: attribute.id,
            text: fields.text(value.text, "\(path).text", ProfileLimits.text),
            amount: value.amount,
            date: value.date,
            choice: value.choice,
            place: value.place
        )
    }

    /// The field that bears the name of the attribute's kind must be there, and no other.
    private func requireKind(
        _ kind: AttributeKind,
        of value: ProfileValue,
        _ path: String,
        _ fields: inout FieldRules
    ) {
        for other in AttributeKind.allCases {
            if other == kind {
                fields.require(value.has(other), "\(path).\(other.field)", .required)
            } else {
                fields.require(
                    !value.has(other),
                    "\(path).\(other.field)",
                    .form,
                    "The attribute takes a \(kind)."
                )
            }
        }
    }

    private func require(_ place: GeoPoint, _ path: String, _ fields: inout FieldRules) {
        fields.require(
            (-90...90).contains(place.latitude),
            "\(path).latitude",
            .range,
            "It must be from -90 to 90."
        )
        fields.require(
            (-180...180).contains(place.longitude),
            "\(path).longitude",
            .range,
            "It must be from -180 to 180."
        )
        fields.require(mayHavePlace, path, .consent, "The consent of the kind place is missing.")
    }
}

extension AttributeKind {
    /// The field of a value that it takes.
    fileprivate var field: String { self == .number ? "amount" : rawValue }
}

extension ProfileValue {
    fileprivate func has(_ kind: AttributeKind) -> Bool {
        switch kind {
        case .text: text != nil
        case .number: amount != nil
        case .date: date != nil
        case .choice: choice != nil
        case .place: place != nil
        }
    }
}
