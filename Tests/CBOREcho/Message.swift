import OctopusCBOR
import FoundationEssentials

/// A message with a field of every sort that the contract uses.
struct Message: Codable {
    struct Line: Codable {
        var text: String
        var amount: Int64
        var note: String?
    }

    enum State: String, Codable {
        case open, closed
    }

    var id: UUID
    var isOn: Bool
    var amount: Int64
    var small: Int8
    var large: UInt64
    var ratio: Double
    var state: State
    var text: String
    var note: String?
    var blob: Bytes
    var others: [UUID]
    var lines: [Line]
    var byName: [String: Line]
}
