/// A JSON text, as it stands: numbers keep their digits, objects their order.
enum JSONValue: Hashable, Sendable {
    case object([JSONMember])
    case array([JSONValue])
    case string(String)
    /// The digits, so that no number is rounded before somebody says what it shall be.
    case number(String)
    case boolean(Bool)
    case null

    /// What it is, in an error's words.
    var sort: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a text"
        case .number(let digits): "the number \(digits)"
        case .boolean(let value): "\(value)"
        case .null: "null"
        }
    }
}

/// A name with its value in an object.
struct JSONMember: Hashable, Sendable {
    let name: String
    let value: JSONValue
}

/// What is wrong with a JSON text, or with a value in it.
struct JSONFault: Error, Hashable, CustomStringConvertible {
    /// Where, as `lines[2].amount`; empty for the whole.
    let path: String
    let message: String

    var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
