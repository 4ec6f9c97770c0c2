package import Logging
import Synchronization

/// How lines of the log look.
package enum LogFormat: String, Sendable, CaseIterable { case json, text }

/// Writes log lines, as JSON for machines or as text for people, each with one write.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    package init(
        label: String,
        format: LogFormat,
        level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.label = label
        self.format = format
        logLevel = level
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        if let error = event.error { all["error"] = "\(error)" }
        switch format {
        case .json: write(json(event, all))
        case .text: write(text(event, all))
        }
    }

    /// What every line has; what somebody else says under such a name gets an underscore.
    private static let reserved: Set = ["at", "level", "service", "message"]

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var line = "{\"at\":\"\(LogTime.now())\",\"level\":\"\(event.level)\",\"service\":"
        line.appendJSON(label)
        line += ",\"message\":"
        line.appendJSON("\(event.message)")
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += ","
            line.appendJSON(Self.reserved.contains(key) ? key + "_" : key)
            line += ":"
            line.appendJSON(value)
        }
        line += "}\n"
        return line
    }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var line = "\(LogTime.now()) \(event.level) \(label): \(event.message)"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(value)"
        }
        // One event stays one line, whatever it tells.
        return line.replacing("\n", with: "\\n") + "\n"
    }
}

extension String {
    fileprivate mutating func appendJSON(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): appendJSON(text)
        case .stringConvertible(let value):
            switch value {
            case let number as any BinaryInteger: self += "\(number)"
            case let flag as Bool: self += "\(flag)"
            default: appendJSON("\(value)")
            }
        case .array(let values):
            self += "["
            for (index, value) in values.enumerated() {
                if index > 0 { self += "," }
                appendJSON(value)
            }
            self += "]"
        case .dictionary(let values):
            self += "{"
            for (index, entry) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { self += "," }
                appendJSON(entry.key)
                self += ":"
                appendJSON(entry.value)
            }
            self += "}"
        }
    }

    fileprivate mutating func appendJSON(_ text: String) {
        self += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": self += "\\\""
            case "\\": self += "\\\\"
            case "\n": self += "\\n"
            case "\r": self += "\\r"
            case "\t": self += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                self += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: unicodeScalars.append(scalar)
            }
        }
        self += "\""
    }
}
