/// Holds the limits that a message declares against its recorded fields.
enum LimitCheck {
    /// - Throws: `RecordingError` for a limit of a field that is not there, or of another type.
    static func check(_ type: Any.Type, name: String, _ form: TypeForm) throws(RecordingError) {
        guard let message = type as? any Message.Type else { return }
        let fields: [FieldDescription]
        switch form {
        case .fields(let all): fields = all
        case .choice(let cases): fields = cases.flatMap(\.fields)
        case .enumeration: fields = []
        }
        for (field, rule) in message.rules where !fits(rule, field, fields) {
            throw RecordingError(path: "\(name).\(field)", problem: "its limit is of another type")
        }
        for field in message.insides where !isMessage(field, fields) {
            throw RecordingError(path: "\(name).\(field)", problem: "no message with limits")
        }
    }

    private static func fits(
        _ rule: FieldRule,
        _ name: String,
        _ fields: [FieldDescription]
    ) -> Bool {
        let shapes = fields.filter { $0.name == name }.map(\.shape)
        return !shapes.isEmpty && shapes.allSatisfy { fits(rule, $0) }
    }

    private static func fits(_ rule: FieldRule, _ shape: Shape) -> Bool {
        switch shape {
        case .integer: rule.textKind == nil && rule.counts == nil
        case .text: rule.numbers == nil && rule.counts == nil
        case .array(.text): rule.numbers == nil && rule.counts != nil
        case .instant, .boolean, .named:
            rule.numbers == nil && rule.counts == nil && rule.textKind == nil
        default: false
        }
    }

    private static func isMessage(_ name: String, _ fields: [FieldDescription]) -> Bool {
        fields.contains { field in
            guard field.name == name, case .named = field.shape else { return false }
            return true
        }
    }
}
