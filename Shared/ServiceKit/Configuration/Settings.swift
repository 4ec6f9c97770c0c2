/// The effective configuration: every declared setting with its value, read by its type.
///
/// Reading a key that was not declared, or as another type than it was declared, is a mistake in
/// the program and stops it.
package struct Settings: Sendable {
    package let table: [Setting]
    private let values: [String: SettingValue]
    /// Where a value came from: `default`, the file, the environment, a flag.
    let origins: [String: String]

    package init(_ table: [Setting], _ values: [String: SettingValue] = [:]) {
        self.init(table, values, origins: [:])
    }

    init(_ table: [Setting], _ values: [String: SettingValue], origins: [String: String]) {
        self.table = table
        var all = values
        for setting in table where all[setting.key] == nil {
            all[setting.key] = setting.type.defaultValue
        }
        self.values = all
        self.origins = origins
    }

    package func text(_ key: String) -> String? {
        switch declared(key) {
        case .text(let text): text
        case nil: nil
        default: preconditionFailure("\(key) is not a text")
        }
    }

    package func integer(_ key: String) -> Int {
        guard case .integer(let value) = declared(key) else {
            preconditionFailure("\(key) is not an integer")
        }
        return value
    }

    package func boolean(_ key: String) -> Bool {
        guard case .boolean(let value) = declared(key) else {
            preconditionFailure("\(key) is not a boolean")
        }
        return value
    }

    package func duration(_ key: String) -> Duration {
        guard case .duration(let value) = declared(key) else {
            preconditionFailure("\(key) is not a duration")
        }
        return value
    }

    func value(_ key: String) -> SettingValue? { values[key] }

    private func declared(_ key: String) -> SettingValue? {
        precondition(table.contains { $0.key == key }, "\(key) is not a declared setting")
        return values[key]
    }
}

extension Setting.ValueType {
    var defaultValue: SettingValue? {
        switch self {
        case .text(let value), .file(let value): value.map(SettingValue.text)
        case .integer(let value, _): .integer(value)
        case .boolean(let value): .boolean(value)
        case .duration(let value): .duration(value)
        case .choice(let value, _): .text(value)
        }
    }
}
