import OctopusClient

/// Described types by their names.
struct TypeTable: Sendable {
    private let forms: [String: TypeForm]

    init(_ types: [TypeDescription]) {
        // The first of a name counts; a service that describes one twice is not worth dying for.
        forms = Dictionary(
            types.map { ($0.name, $0.form) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    subscript(name: String) -> TypeForm? { forms[name] }
}
