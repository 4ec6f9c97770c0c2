import Logging
import struct FoundationEssentials.UUID

/// How lines of the log look.
package enum LogFormat: String, Sendable, CaseIterable { case json, text }

/// A field's name with what stands around it, in both formats: one piece of the line instead of three.
struct LogField {
    let json: StaticString
    let text: StaticString

    static let method = LogField(json: ",\"method\":", text: " method=")
    static let status = LogField(json: ",\"status\":", text: " status=")
    static let reason = LogField(json: ",\"reason\":", text: " reason=")
    static let effect = LogField(json: ",\"effect\":", text: " effect=")
    static let microseconds = LogField(json: ",\"us\":", text: " us=")
    static let principal = LogField(json: ",\"principal\":", text: " principal=")
    static let tenant = LogField(json: ",\"tenant\":", text: " tenant=")
    static let subject = LogField(json: ",\"subject\":", text: " subject=")
    static let actor = LogField(json: ",\"actor\":", text: " actor=")
    static let seq = LogField(json: ",\"seq\":", text: " seq=")
    static let call = LogField(json: ",\"call\":", text: " call=")
    static let traceID = LogField(json: ",\"traceId\":", text: " traceId=")
    static let calls = LogField(json: ",\"calls\":", text: " calls=")
    static let lines = LogField(json: ",\"lines\":", text: " lines=")
}

/// Lines as JSON for machines or as text for people: each begins, gets its fields, and ends.
struct LogText: ~Copyable {
    private let format: LogFormat
    /// What stands between a line's level and its message.
    private let service: [UInt8]
    private var buffer = LineBuffer()

    init(service: String, format: LogFormat) {
        self.format = format
        var text = LineBuffer()
        switch format {
        case .json:
            text.append("\",\"service\":" as StaticString)
            text.appendJSON(service)
            text.append(",\"message\":" as StaticString)
        case .text: text.append(" \(service): ")
        }
        self.service = Array(text.bytes)
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
            service.withUnsafeBytes { buffer.append($0) }
            buffer.appendJSON(message)
        case .text:
            buffer.appendNow()
            buffer.append(UInt8(ascii: " "))
            buffer.append(level.rawValue)
            service.withUnsafeBytes { buffer.append($0) }
            buffer.appendUnbroken(message)
        }
    }

    /// A line that is whole already.
    mutating func append(_ line: UnsafeRawBufferPointer) { buffer.append(line) }

    mutating func end() {
        if format == .json { buffer.append(UInt8(ascii: "}")) }
        buffer.append(UInt8(ascii: "\n"))
    }

    // MARK: Fields of calls

    mutating func field(_ name: LogField, _ text: String) {
        begin(name)
        switch format {
        case .json: buffer.appendJSON(text)
        case .text: buffer.appendUnbroken(text)
        }
    }

    mutating func field(_ name: LogField, _ number: Int64) {
        begin(name)
        buffer.append(number)
    }

    mutating func field(_ name: LogField, _ uuid: UUID) {
        field(name) { $0.append(uuid) }
    }

    /// A field of letters that need no care, as hexadecimal digits, which `write` appends.
    mutating func field(_ name: LogField, _ write: (inout LineBuffer) -> Void) {
        begin(name)
        if format == .json { buffer.append(UInt8(ascii: "\"")) }
        write(&buffer)
        if format == .json { buffer.append(UInt8(ascii: "\"")) }
    }

    private mutating func begin(_ name: LogField) {
        buffer.append(format == .json ? name.json : name.text)
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
