import Logging
import struct FoundationEssentials.UUID

/// How lines of the log look.
package enum LogFormat: String, Sendable, CaseIterable { case json, text }

/// Lines as JSON for machines or as text for people: each begins, gets its fields, and ends.
struct LogText: ~Copyable {
    private let service: String
    private let format: LogFormat
    private var buffer = LineBuffer()

    init(service: String, format: LogFormat) {
        self.service = service
        self.format = format
    }

    var count: Int { buffer.count }
    mutating func truncate(to count: Int) { buffer.truncate(to: count) }
    /// Gives its lines away for `empty`, whose memory is used again.
    mutating func exchange(with empty: inout LineBuffer) { swap(&buffer, &empty) }

    mutating func begin(_ level: Logger.Level, _ message: String) {
        switch format {
        case .json:
            buffer.append("{\"at\":\"" as StaticString)
            buffer.appendNow()
            buffer.append("\",\"level\":\"" as StaticString)
            buffer.append(level.rawValue)
            buffer.append("\",\"service\":" as StaticString)
            buffer.appendJSON(service)
            buffer.append(",\"message\":" as StaticString)
            buffer.appendJSON(message)
        case .text:
            buffer.appendNow()
            buffer.append(UInt8(ascii: " "))
            buffer.append(level.rawValue)
            buffer.append(UInt8(ascii: " "))
            buffer.append(service)
            buffer.append(": " as StaticString)
            buffer.appendUnbroken(message)
        }
    }

    mutating func end() {
        if format == .json { buffer.append(UInt8(ascii: "}")) }
        buffer.append(UInt8(ascii: "\n"))
    }

    // MARK: Fields whose names are known to need no care

    mutating func field(_ name: StaticString, _ text: String) {
        begin(name)
        switch format {
        case .json: buffer.appendJSON(text)
        case .text: buffer.appendUnbroken(text)
        }
    }

    mutating func field(_ name: StaticString, _ number: Int64) {
        begin(name)
        buffer.append(number)
    }

    mutating func field(_ name: StaticString, _ uuid: UUID) {
        begin(name)
        quoted { $0.append(uuid) }
    }

    /// A field of hexadecimal digits and the like, which `write` appends.
    mutating func field(_ name: StaticString, _ write: (inout LineBuffer) -> Void) {
        begin(name)
        quoted(write)
    }

    private mutating func begin(_ name: StaticString) {
        switch format {
        case .json:
            buffer.append(",\"" as StaticString)
            buffer.append(name)
            buffer.append("\":" as StaticString)
        case .text:
            buffer.append(UInt8(ascii: " "))
            buffer.append(name)
            buffer.append(UInt8(ascii: "="))
        }
    }

    private mutating func quoted(_ write: (inout LineBuffer) -> Void) {
        if format == .json { buffer.append(UInt8(ascii: "\"")) }
        write(&buffer)
        if format == .json { buffer.append(UInt8(ascii: "\"")) }
    }

    // MARK: What others tell

    /// What every line has; what somebody else says under such a name gets an underscore.
    private static let reserved: Set = ["at", "level", "service", "message"]

    mutating func fields(_ metadata: Logger.Metadata) {
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            switch format {
            case .json:
                buffer.append(UInt8(ascii: ","))
                buffer.appendJSON(Self.reserved.contains(key) ? key + "_" : key)
                buffer.append(UInt8(ascii: ":"))
                buffer.appendJSON(value)
            case .text: buffer.appendUnbroken(" \(key)=\(value)")
            }
        }
    }
}

extension LineBuffer {
    fileprivate mutating func appendJSON(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): appendJSON(text)
        case .stringConvertible(let value):
            switch value {
            case let number as any BinaryInteger: append("\(number)")
            case let flag as Bool: append("\(flag)")
            default: appendJSON("\(value)")
            }
        case .array(let values):
            append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSON(value)
            }
            append(UInt8(ascii: "]"))
        case .dictionary(let values):
            append(UInt8(ascii: "{"))
            for (index, entry) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                appendJSON(entry.key)
                append(UInt8(ascii: ":"))
                appendJSON(entry.value)
            }
            append(UInt8(ascii: "}"))
        }
    }
}
