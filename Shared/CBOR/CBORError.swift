/// Why bytes were refused or a value could not be written, and where.
public struct CBORError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place in the message, `lines[2].amount`; empty for the message itself.
    public let path: String
    /// The byte at which reading stopped, or the bytes written so far.
    public let offset: Int
    /// What is wrong there.
    public let fault: CBORFault

    /// Makes an error of a fault and its place.
    public init(path: String, offset: Int, fault: CBORFault) {
        self.path = path
        self.offset = offset
        self.fault = fault
    }

    /// A sentence for a log: the place, the fault and the byte.
    public var description: String {
        "\(path.isEmpty ? "the message" : path): \(fault) (at byte \(offset))"
    }
}

/// What can be wrong with bytes, or with a value that is to be written.
public enum CBORFault: Sendable, Hashable {
    /// The input ends inside an item.
    case truncated
    /// Bytes follow the item.
    case trailingBytes(Int)
    /// Bytes that are no CBOR, whatever type is expected.
    case malformed(String)
    /// A string, array or map says that it is longer than the rest of the input.
    case lengthBeyondInput(UInt64)
    /// A text whose bytes are not UTF-8.
    case invalidUTF8
    /// Arrays and maps within each other beyond the limit.
    case nestingTooDeep(limit: Int)
    /// More bytes than the limit allows.
    case inputTooLarge(limit: Int)
    /// A map has a key twice.
    case duplicateKey(String)
    /// A map lacks a key that the type needs.
    case missingKey(String)
    /// Another sort of item than the type takes.
    case wrongType(expected: String, found: String)
    /// A number that the type can't hold.
    case numberOutOfRange(type: String)
    /// A word that the enumeration does not have, with those that it has if it lists them.
    case unknownValue(found: String, known: [String])
    /// The right sort of item, but the type refuses its value.
    case invalidValue(String)
    /// A coding that this format doesn't offer, for instance containers written alternately.
    case unsupported(String)

    /// The broken rule in one stable word, for programs.
    public var rule: String {
        switch self {
        case .truncated, .lengthBeyondInput: "truncated"
        case .trailingBytes: "trailing"
        case .malformed: "cbor"
        case .invalidUTF8: "utf8"
        case .nestingTooDeep: "depth"
        case .inputTooLarge: "size"
        case .duplicateKey: "duplicate"
        case .missingKey: "required"
        case .wrongType: "type"
        case .numberOutOfRange: "range"
        case .unknownValue: "oneOf"
        case .invalidValue: "form"
        case .unsupported: "unsupported"
        }
    }
}

extension CBORFault: CustomStringConvertible {
    /// The fault in plain words.
    public var description: String {
        switch self {
        case .truncated: "the input ends too early"
        case .trailingBytes(let count): "\(count) bytes follow the message"
        case .malformed(let what): "not CBOR: \(what)"
        case .lengthBeyondInput(let length): "a length of \(length) is beyond the input"
        case .invalidUTF8: "text that is not UTF-8"
        case .nestingTooDeep(let limit): "nested deeper than \(limit) levels"
        case .inputTooLarge(let limit): "longer than \(limit) bytes"
        case .duplicateKey(let key): "the key \"\(key)\" comes twice"
        case .missingKey(let key): "the key \"\(key)\" is missing"
        case .wrongType(let expected, let found): "\(expected) expected, \(found) found"
        case .numberOutOfRange(let type): "a number that does not fit \(type)"
        case .unknownValue(let found, let known):
            known.isEmpty
                ? "\"\(found)\" is not known"
                : "\"\(found)\" is none of \(known.joined(separator: ", "))"
        case .invalidValue(let why): why
        case .unsupported(let what): what
        }
    }
}
