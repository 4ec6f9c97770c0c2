/// Why bytes were refused or a value could not be written, and where.
public struct CBORError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place in the message, `lines[2].amount`; empty for the message itself.
    public let path: String
    /// The byte at which reading stopped, or the bytes written so far.
    public let offset: Int
    public let fault: CBORFault

    public init(path: String, offset: Int, fault: CBORFault) {
        self.path = path
        self.offset = offset
        self.fault = fault
    }

    public var description: String {
        "\(path.isEmpty ? "the message" : path): \(fault) (at byte \(offset))"
    }
}

public enum CBORFault: Sendable, Hashable {
    /// The input ends inside an item.
    case truncated
    /// Bytes follow the item.
    case trailingBytes(Int)
    /// Bytes that are no CBOR, whatever type is expected.
    case malformed(String)
    /// A string, array or map says that it is longer than the rest of the input.
    case lengthBeyondInput(UInt64)
    case invalidUTF8
    case nestingTooDeep(limit: Int)
    case inputTooLarge(limit: Int)
    case duplicateKey(String)
    case missingKey(String)
    case wrongType(expected: String, found: String)
    /// A number that the type can't hold.
    case numberOutOfRange(type: String)
    /// The right sort of item, but the type refuses its value.
    case invalidValue(String)
    /// A coding that this format doesn't offer, for instance containers written alternately.
    case unsupported(String)
}

extension CBORFault: CustomStringConvertible {
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
        case .invalidValue(let why): why
        case .unsupported(let what): what
        }
    }
}
