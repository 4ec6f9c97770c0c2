import FoundationEssentials
import OctopusProgram

/// What an operator's command answers: one JSON object in a line, for the program that called it.
enum StandardOutput {
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = String(decoding: try encoder.encode(value), as: UTF8.self)
        try StandardStream.output.write(line + "\n")
    }
}
