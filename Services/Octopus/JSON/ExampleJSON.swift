import OctopusClient

/// A JSON that fits a described type: what `describe` shows to be copied.
struct ExampleJSON {
    private static let mostLevels = 6

    let types: TypeTable

    /// Makes the example with its required fields alone.
    func example(of shape: Shape, level: Int = 0) -> JSONValue {
        switch shape {
        case .text: return .string("…")
        case .boolean: return .boolean(true)
        case .double: return .number("1.5")
        case .bytes: return .string("AQID")
        case .instant: return .string("2026-01-31T08:30:00Z")
        case .integer(let minimum, let maximum): return .number("\(min(max(1, minimum), maximum))")
        case .uuid: return .string("00000000-0000-7000-8000-000000000000")
        case .array(let element):
            guard level < Self.mostLevels else { return .array([]) }
            return .array([example(of: element, level: level + 1)])
        case .dictionary: return .object([])
        case .named(let name):
            guard level < 2 * Self.mostLevels else { return .object([]) }
            switch types[name] {
            case .fields(let fields): return .object(members(fields, level))
            case .choice(let cases):
                // The first kind may contain the choice again; the plainest ends that.
                let plainest = cases.min { $0.fields.count < $1.fields.count }
                guard let chosen = level < Self.mostLevels ? cases.first : plainest else {
                    return .object([])
                }
                let kind = JSONMember(name: "kind", value: .string(chosen.value))
                return .object([kind] + members(chosen.fields, level))
            case .enumeration(let values): return .string(values.first ?? "")
            case nil: return .object([])
            }
        }
    }

    private func members(_ fields: [FieldDescription], _ level: Int) -> [JSONMember] {
        fields.filter(\.isRequired).map { field in
            let value = example(of: field.shape, level: level + 1)
            return JSONMember(name: field.name, value: value)
        }
    }
}
