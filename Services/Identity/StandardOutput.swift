import FoundationEssentials
import Glibc

/// What an operator's command answers: one JSON object in a line, for the program that called it.
enum StandardOutput {
    static func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var line = Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        while !line.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, line, line.count)
            guard count >= 0 || errno == EINTR else { throw StandardOutputError.closed(errno) }
            line.removeFirst(max(0, count))
        }
    }
}

enum StandardOutputError: Error, CustomStringConvertible {
    case closed(Int32)

    var description: String {
        switch self {
        case .closed(let code):
            "The answer can't be written to standard output: \(String(cString: strerror(code)))."
        }
    }
}
