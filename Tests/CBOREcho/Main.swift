import OctopusCBOR
import Glibc

/// Reads messages that another language's library wrote, and writes them again.
///
/// Each line of standard input is `any` or `message` and a CBOR item in hexadecimal; each line of
/// the answer is `+` and the item encoded anew, or `-` and what was wrong with it.
@main
enum Echo {
    static func main() {
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let bytes = bytes(hex: words[1]) else {
                answer("- any|message HEX expected")
                continue
            }
            do {
                let again =
                    words[0] == "message"
                    ? try echo(Message.self, bytes) : try echo(Anything.self, bytes)
                answer("+ \(hex(again))")
            } catch {
                answer("- \(error)".replacing("\n", with: " "))
            }
        }
    }

    private static func echo<T: Codable>(_ type: T.Type, _ bytes: [UInt8]) throws -> [UInt8] {
        try CBOREncoder().encode(CBORDecoder().decode(type, from: bytes))
    }

    private static func bytes(hex: Substring) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2)
            .map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Standard output without buffering, since the other side waits for each answer.
    private static func answer(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 else { exit(1) }
            written += count
        }
    }
}
