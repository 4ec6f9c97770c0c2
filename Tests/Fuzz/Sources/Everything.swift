import OctopusCBOR
import FoundationEssentials

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
