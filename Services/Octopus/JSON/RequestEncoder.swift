import OctopusCBOR
import OctopusClient
import FoundationEssentials

/// Turns JSON into the CBOR of a described type, and says where it does not fit.
///
/// It goes by the description and not by Swift's types, so it works for methods that this program
/// was not built with.
struct RequestEncoder {
    private static let mostLevels = 32

    let types: TypeTable

    func encode(_ value: JSONValue, as shape: Shape) throws(JSONFault) -> [UInt8] {
        var writer = CBORWriter()
        try write(value, as: shape, at: Place(path: "", level: 0), into: &writer)
        return writer.bytes
    }

    private func write(
        _ value: JSONValue,
        as shape: Shape,
        at place: Place,
        into writer: inout CBORWriter
    ) throws(JSONFault) {
        guard place.level < Self.mostLevels else {
            throw place.fault("it is nested too deeply")
        }
        switch (shape, value) {
        case (.text, .string(let text)): writer.text(text)
        case (.boolean, .boolean(let value)): writer.bool(value)
        case (.double, .number(let digits)):
            guard let number = Double(digits), number.isFinite else {
                throw place.fault("\(digits) is too large")
            }
            writer.double(number)
        case (.bytes, .string(let text)):
            guard let data = Data(base64Encoded: text) else {
                throw place.fault("bytes are written as base64")
            }
            writer.bytes(Array(data))
        case (.instant, _): writer.integer(try instant(value, at: place).milliseconds)
        case (.integer(let minimum, let maximum), .number(let digits)):
            writer.integer(try integer(digits, in: minimum...max(minimum, maximum), at: place))
        case (.uuid(let name), .string(let text)):
            guard let uuid = UUID(uuidString: text) else {
                throw place.fault("\"\(text)\" is no UUID\(name.map { " (\($0))" } ?? "")")
            }
            writer.uuid(uuid)
        case (.array(let element), .array(let values)):
            writer.array(count: values.count)
            for (index, value) in values.enumerated() {
                try write(value, as: element, at: place.index(index), into: &writer)
            }
        case (.dictionary(let element), .object(let members)):
            writer.map(count: members.count)
            for member in members {
                writer.text(member.name)
                try write(member.value, as: element, at: place.field(member.name), into: &writer)
            }
        case (.named(let name), _): try write(value, named: name, at: place, into: &writer)
        default: throw place.fault("\(shape.words) is expected, not \(value.sort)")
        }
    }

    private func write(
        _ value: JSONValue,
        named name: String,
        at place: Place,
        into writer: inout CBORWriter
    ) throws(JSONFault) {
        switch (types[name], value) {
        case (.fields(let fields), .object(let members)):
            try write(members, of: fields, named: name, at: place, into: &writer)
        case (.choice(let cases), .object(let members)):
            let chosen = try chosen(from: cases, members, named: name, at: place)
            try write(
                members,
                of: [.kind] + chosen.fields,
                named: "\(name) \"\(chosen.value)\"",
                at: place,
                into: &writer
            )
        case (.enumeration(let values), .string(let text)):
            guard values.contains(text) else {
                throw place.fault(
                    "\"\(text)\" is none of \(values.joined(separator: ", "))"
                        + Suggestion.sentence(for: text, among: values)
                )
            }
            writer.text(text)
        case (.enumeration(let values), _):
            throw place.fault(
                "one of \(values.joined(separator: ", ")) is expected, not \(value.sort)"
            )
        case (.fields, _), (.choice, _):
            throw place.fault("an object (\(name)) is expected, not \(value.sort)")
        case (nil, _): throw place.fault("the contract describes no type \(name)")
        }
    }

    private func write(
        _ members: [JSONMember],
        of fields: [FieldDescription],
        named name: String,
        at place: Place,
        into writer: inout CBORWriter
    ) throws(JSONFault) {
        let names = fields.map(\.name)
        for member in members where !names.contains(member.name) {
            throw place.fault(
                "\(name) has no field \"\(member.name)\""
                    + Suggestion.sentence(for: member.name, among: names)
            )
        }
        let missing = fields.filter { field in
            field.isRequired && !members.contains { $0.name == field.name }
        }
        guard missing.isEmpty else {
            throw place.fault("\(missing.map(\.name).joined(separator: ", ")) missing in \(name)")
        }
        // An optional field that is null is absent: callers who write null mean that.
        let present = fields.compactMap { field in
            members.first { member in
                member.name == field.name && (field.isRequired || member.value != .null)
            }
            .map { (field, $0.value) }
        }
        writer.map(count: present.count)
        for (field, value) in present {
            writer.text(field.name)
            try write(value, as: field.shape, at: place.field(field.name), into: &writer)
        }
    }

    private func chosen(
        from cases: [ChoiceCase],
        _ members: [JSONMember],
        named name: String,
        at place: Place
    ) throws(JSONFault) -> ChoiceCase {
        let values = cases.map(\.value)
        guard let kind = members.first(where: { $0.name == "kind" })?.value else {
            throw place.fault(
                "kind missing in \(name); it is one of \(values.joined(separator: ", "))"
            )
        }
        guard case .string(let text) = kind, let chosen = cases.first(where: { $0.value == text })
        else {
            throw place.field("kind").fault(
                "one of \(values.joined(separator: ", ")) is expected, not \(kind.compact)"
            )
        }
        return chosen
    }

    private func integer(
        _ digits: String,
        in range: ClosedRange<Int64>,
        at place: Place
    ) throws(JSONFault) -> Int64 {
        guard let number = Int64(digits) else {
            let isWhole = digits.allSatisfy { $0.isNumber || $0 == "-" }
            let size = digits.hasPrefix("-") ? "small" : "large"
            throw place.fault(
                isWhole ? "\(digits) is too \(size)" : "a whole number is expected, not \(digits)"
            )
        }
        guard range.contains(number) else {
            throw place.fault("\(digits) is not in \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }

    private func instant(_ value: JSONValue, at place: Place) throws(JSONFault) -> Instant {
        switch value {
        case .string(let text):
            if let instant = InstantText.instant(of: text) { return instant }
            if let lack = InstantText.lack(of: text) { throw place.fault(lack) }
        case .number(let digits):
            let instant = Instant(milliseconds: try integer(digits, in: .min ... .max, at: place))
            // Before March 1973; what is meant are seconds.
            guard instant.milliseconds == 0 || instant.milliseconds.magnitude >= 100_000_000_000
            else {
                throw place.fault(
                    "\(digits) milliseconds since 1970 are \(InstantText.text(of: instant) ?? ""); "
                        + "if that is meant, write it as this text; of seconds, append 000"
                )
            }
            return instant
        default: break
        }
        throw place.fault(
            "an instant as 2026-01-31T08:30:00Z (or milliseconds since 1970) is expected, not "
                + value.compact
        )
    }
}

extension FieldDescription {
    fileprivate static let kind = FieldDescription(name: "kind", shape: .text, isRequired: true)
}

/// Where in a value, and how deep.
private struct Place {
    let path: String
    let level: Int

    func field(_ name: String) -> Place {
        Place(path: path.isEmpty ? name : "\(path).\(name)", level: level + 1)
    }

    func index(_ index: Int) -> Place { Place(path: "\(path)[\(index)]", level: level + 1) }

    func fault(_ message: String) -> JSONFault { JSONFault(path: path, message: message) }
}

extension Shape {
    /// The shape in an error's words.
    var words: String {
        switch self {
        case .text: "a text"
        case .boolean: "true or false"
        case .double: "a number"
        case .bytes: "a text of base64"
        case .instant: "an instant"
        case .integer: "a whole number"
        case .uuid(let name): "a UUID as text\(name.map { " (\($0))" } ?? "")"
        case .array: "an array"
        case .dictionary: "an object"
        case .named(let name): name
        }
    }
}
