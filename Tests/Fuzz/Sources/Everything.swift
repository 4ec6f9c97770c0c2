import CBOR
import FoundationEssentials

/// Whatever Codable can carry, found out by trying.
indirect enum Tree: Codable, Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case text(String)
    case uuid(UUID)
    case bytes(Bytes)
    case array([Tree])
    case map([String: Tree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(UUID.self) {
            self = .uuid(value)
        } else if let value = try? container.decode(Bytes.self) {
            self = .bytes(value)
        } else if let value = try? container.decode([Tree].self) {
            self = .array(value)
        } else {
            self = .map(try container.decode([String: Tree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .uuid(let value): try container.encode(value)
        case .bytes(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .map(let value): try container.encode(value)
        }
    }
}

/// A field of each sort that the coder has a path of its own for; all may be absent.
struct Everything: Codable, Equatable, Sendable {
    enum State: String, Codable, Sendable { case open, closed }

    enum Choice: Codable, Equatable, Sendable {
        case first
        case second(of: Int, name: String?)
    }

    var bool: Bool? = true
    var int8: Int8? = -1
    var int16: Int16? = -300
    var int32: Int32? = -70_000
    var int64: Int64? = .min
    var uint8: UInt8? = 200
    var uint16: UInt16? = 60_000
    var uint32: UInt32? = .max
    var uint64: UInt64? = .max
    var double: Double? = 1.1
    var float: Float? = 1.5
    var text: String? = "Zürich, 水"
    var bytes: Bytes? = Bytes([0, 255])
    var data: Data? = Data([1, 2, 3])
    var numbers: [UInt8]? = [1, 2, 3]
    var id: UUID? = UUID()
    var names: [String: [String]]? = ["a": ["x"], "b": []]
    var integers: [Int: Int]? = [12: 1]
    var choices: [Choice]? = [.first, .second(of: 1, name: nil)]
    var nested: [[[Double]]]? = [[[1, -0.0, .infinity]], []]
    var state: State? = .open
}
