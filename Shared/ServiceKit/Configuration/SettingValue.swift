/// The value of a setting.
package enum SettingValue: Sendable, Hashable {
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case duration(Duration)
}

extension SettingValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .duration(let duration): Setting.text(of: duration)
        }
    }
}

/// A value of the wrong type or beyond its bounds.
struct WrongValue: Error {
    /// As `must be true or false`.
    let expected: String
}

extension Setting.ValueType {
    /// Reads a value from the text of a flag or a variable.
    func parse(_ text: String) throws(WrongValue) -> SettingValue {
        switch self {
        case .text: return .text(text)
        case .file:
            guard !text.isEmpty else { throw WrongValue(expected: "must be a path") }
            return .text(text)
        case .integer(_, let range):
            guard let number = Int(text), range.contains(number) else {
                throw WrongValue(
                    expected: "must be a number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
            return .integer(number)
        case .boolean:
            guard let flag = Bool(text) else { throw WrongValue(expected: "must be true or false") }
            return .boolean(flag)
        case .duration:
            guard let duration = Setting.duration(text) else {
                throw WrongValue(expected: "must be a duration as 250ms, 10s, 5m, 2h or 7d")
            }
            return .duration(duration)
        case .choice(_, let words):
            guard words.contains(text) else {
                throw WrongValue(expected: "must be one of \(words.joined(separator: ", "))")
            }
            return .text(text)
        }
    }

    /// As people call it.
    var name: String {
        switch self {
        case .text: "text"
        case .file: "a path"
        case .integer(_, let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .duration: "a duration as 250ms, 10s, 5m, 2h or 7d"
        case .choice(_, let words): "one of " + words.joined(separator: ", ")
        }
    }
}

extension Setting {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    static func duration(_ text: String) -> Duration? {
        for unit in units where text.hasSuffix(unit.suffix) {
            guard let number = Int64(text.dropLast(unit.suffix.count)), number >= 0 else {
                continue
            }
            let (product, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
            return overflow ? nil : .milliseconds(product)
        }
        return nil
    }

    static func text(of duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        let unit = units.last { milliseconds % $0.milliseconds == 0 && milliseconds > 0 }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.suffix)" } ?? "\(milliseconds)ms"
    }
}
