import Glibc
import struct FoundationEssentials.UUID

/// The bytes of lines, and the few ways in which they grow.
///
/// Bytes rather than a `String`: there is a line for every call, and nothing is built twice.
struct LineBuffer {
    private(set) var bytes: [UInt8] = []
    /// The last second that was written, and its text: most lines are of the same second.
    private var second = -1
    private var secondText: [UInt8] = []

    var count: Int { bytes.count }

    /// Takes back what came after `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// Gives its bytes away for `empty`, whose memory is used again.
    mutating func exchange(with empty: inout [UInt8]) { swap(&bytes, &empty) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ text: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        append(atMost: 20) { digits in
            var first = digits.count
            repeat {
                first -= 1
                digits[first] = Self.digit(UInt8(rest % 10))
                rest /= 10
            } while rest > 0
            return first..<digits.count
        }
    }

    /// Appends the lowest `digits` hexadecimal digits of a number, with leading zeros.
    mutating func appendHex(_ number: UInt64, digits count: Int = 16) {
        append(atMost: count) { digits in
            var rest = number
            for index in digits.indices.reversed() {
                digits[index] = Self.digit(UInt8(rest & 0xF))
                rest >>= 4
            }
            return digits.indices
        }
    }

    /// Appends a UUID in lower case.
    mutating func append(_ uuid: UUID) {
        append(atMost: 36) { digits in
            var next = 0
            withUnsafeBytes(of: uuid.uuid) { octets in
                for (index, octet) in octets.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        digits[next] = UInt8(ascii: "-")
                        next += 1
                    }
                    digits[next] = Self.digit(octet >> 4)
                    digits[next + 1] = Self.digit(octet & 0xF)
                    next += 2
                }
            }
            return digits.indices
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends the part that `write` names of `count` bytes that it has written: one growth, not one
    /// for each byte.
    private mutating func append(
        atMost count: Int,
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> Range<Int>
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { digits in
            digits.initialize(repeating: UInt8(ascii: "0"))
            bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[write(digits)]))
        }
    }

    /// Appends a JSON string with its quotes.
    mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        let start = bytes.count
        append(text)
        let isPlain = bytes.withUnsafeBufferPointer {
            !$0[start...].contains(where: Self.isSpecial)
        }
        if !isPlain { escape(from: start) }
        append(UInt8(ascii: "\""))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(from start: Int) {
        let plain = Array(bytes[start...])
        truncate(to: start)
        for byte in plain {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"" as StaticString)
            case UInt8(ascii: "\\"): append("\\\\" as StaticString)
            case UInt8(ascii: "\n"): append("\\n" as StaticString)
            case UInt8(ascii: "\r"): append("\\r" as StaticString)
            case UInt8(ascii: "\t"): append("\\t" as StaticString)
            case ..<0x20:
                append("\\u" as StaticString)
                appendHex(UInt64(byte), digits: 4)
            default: append(byte)
            }
        }
    }

    /// Appends a text that must not break its line.
    mutating func appendUnbroken(_ text: String) {
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") { append("\\n" as StaticString) } else { append(byte) }
        }
    }

    /// Appends the time, as `2026-03-01T08:00:00.000Z`.
    mutating func appendNow() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        append(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    mutating func append(seconds: Int, milliseconds: Int) {
        if seconds != second {
            second = seconds
            secondText = Self.text(ofSecond: seconds)
        }
        bytes.append(contentsOf: secondText)
        append(Self.digit(UInt8(milliseconds / 100 % 10)))
        append(Self.digit(UInt8(milliseconds / 10 % 10)))
        append(Self.digit(UInt8(milliseconds % 10)))
        append(UInt8(ascii: "Z"))
    }

    private static func text(ofSecond second: Int) -> [UInt8] {
        var second = time_t(second)
        var parts = tm()
        gmtime_r(&second, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text =
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))."
        return Array(text.utf8)
    }
}
