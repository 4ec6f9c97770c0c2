import OctopusCBOR
import OctopusClient
import FoundationEssentials

/// Turns CBOR into JSON that a person can read, guided by a description.
///
/// Where the value is not what the description says, or has more than it says, it is shown as it
/// is: a reader must not fail over what a newer service adds.
struct ReplyDecoder {
    let types: TypeTable

    func decode(_ bytes: [UInt8], as shape: Shape?) throws -> JSONValue {
        try CBORReader.reading(bytes) { reader in
            let value = try read(&reader, as: shape, level: 0)
            try reader.finish()
            return value
        }
    }

    private func read(
        _ reader: inout CBORReader,
        as shape: Shape?,
        level: Int
    ) throws -> JSONValue {
        guard level < reader.limits.depth else {
            throw reader.error(.nestingTooDeep(limit: reader.limits.depth))
        }
        switch try reader.next() {
        case .unsigned: return Self.number(try reader.unsigned(), shape)
        case .negative: return Self.number(minusOneMinus: try reader.negativeArgument(), shape)
        case .text: return .string(try reader.text())
        case .bytes: return .string(Data(try reader.bytes()).base64EncodedString())
        case .array: return try array(&reader, shape, level)
        case .map: return try map(&reader, shape, level)
        case .tag: return try tagged(&reader, shape, level)
        case .float: return Self.number(try reader.double())
        case .bool: return .boolean(try reader.bool())
        case .null:
            try reader.null()
            return .null
        case .undefined, .simple:
            // JSON has no word for these; absent is the nearest.
            _ = try reader.simple()
            return .null
        case .break: throw reader.error(.malformed("a break without its beginning"))
        }
    }

    private func array(
        _ reader: inout CBORReader,
        _ shape: Shape?,
        _ level: Int
    ) throws -> JSONValue {
        let element: Shape? = if case .array(let element) = shape { element } else { nil }
        var elements: [JSONValue] = []
        let count = try reader.array()
        while try !isAtEnd(&reader, of: count, after: elements.count) {
            elements.append(try read(&reader, as: element, level: level + 1))
        }
        return .array(elements)
    }

    private func map(
        _ reader: inout CBORReader,
        _ shape: Shape?,
        _ level: Int
    ) throws -> JSONValue {
        var members: [JSONMember] = []
        var kind: String?
        let count = try reader.map()
        while try !isAtEnd(&reader, of: count, after: members.count) {
            let name = try key(&reader, level)
            let shape = self.shape(of: name, in: shape, kind: kind)
            let value = try read(&reader, as: shape, level: level + 1)
            if name == "kind", case .string(let text) = value { kind = text }
            members.append(JSONMember(name: name, value: value))
        }
        return .object(members)
    }

    /// A key that is no text is written as the JSON of what it is.
    ///
    /// An array or a map is refused: JSON in JSON doubles its backslashes at each level, and a few
    /// bytes would become gigabytes.
    private func key(_ reader: inout CBORReader, _ level: Int) throws -> String {
        let start = reader
        let key = try read(&reader, as: nil, level: level + 1)
        switch key {
        case .string(let text): return text
        case .array, .object:
            throw start.error(.wrongType(expected: "text as a key", found: key.sort))
        default: return key.compact
        }
    }

    private func tagged(
        _ reader: inout CBORReader,
        _ shape: Shape?,
        _ level: Int
    ) throws -> JSONValue {
        var ahead = reader
        if let uuid = try? ahead.uuid() {
            reader = ahead
            return .string(uuid.uuidString.lowercased())
        }
        _ = try reader.tag()
        return try read(&reader, as: shape, level: level + 1)
    }

    private func isAtEnd(
        _ reader: inout CBORReader,
        of count: Int?,
        after read: Int
    ) throws -> Bool {
        if let count { return read >= count }
        return try reader.takeBreak()
    }

    /// The shape of a field.
    ///
    /// `kind` comes first in a choice, since every writer follows the contract.
    private func shape(of field: String, in shape: Shape?, kind: String?) -> Shape? {
        switch shape {
        case .dictionary(let element): return element
        case .named(let name):
            switch types[name] {
            case .fields(let fields): return fields.first { $0.name == field }?.shape
            case .choice(let cases):
                let chosen = cases.first { $0.value == kind }
                return chosen?.fields.first { $0.name == field }?.shape
            case .enumeration, nil: return nil
            }
        default: return nil
        }
    }

    private static func number(_ value: UInt64, _ shape: Shape?) -> JSONValue {
        if shape == .instant, let milliseconds = Int64(exactly: value),
            let text = InstantText.text(of: Instant(milliseconds: milliseconds))
        {
            return .string(text)
        }
        return .number(String(value))
    }

    private static func number(minusOneMinus argument: UInt64, _ shape: Shape?) -> JSONValue {
        if shape == .instant, let argument = Int64(exactly: argument),
            let text = InstantText.text(of: Instant(milliseconds: -1 - argument))
        {
            return .string(text)
        }
        return .number(String(-1 - Int128(argument)))
    }

    /// JSON has no infinity and no "not a number"; they become texts.
    private static func number(_ value: Double) -> JSONValue {
        value.isFinite ? .number("\(value)") : .string("\(value)")
    }
}
