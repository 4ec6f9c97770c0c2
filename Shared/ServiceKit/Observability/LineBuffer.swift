import Glibc
import struct FoundationEssentials.UUID

/// The bytes of lines, and the few ways in which they grow.
///
/// Memory of its own rather than a `String` or an array: there is a line for every call, of some fifty
/// pieces, and nothing is built twice. Sendable, since the memory is nobody else's.
struct LineBuffer: ~Copyable, @unchecked Sendable {
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private(set) var count = 0
    /// The last second that was written, and its text: most lines are of the same second.
    private var second = -1
    private var secondText: [UInt8] = []

    deinit { memory.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    /// Takes back what came after `count` bytes.
    mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    /// Forgets everything, and gives the memory back if it is more than that.
    mutating func removeAll(keepingAtMost byteCount: Int) {
        count = 0
        guard memory.count > byteCount else { return }
        memory.deallocate()
        memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// Where the next `byteCount` bytes go; they are then counted by the one that writes them.
    @inline(__always)
    private mutating func room(for byteCount: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count - count < byteCount { grow(by: byteCount) }
        return UnsafeMutableRawBufferPointer(rebasing: memory[count..<(count + byteCount)])
    }

    private mutating func grow(by byteCount: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1024, 2 * (count + byteCount)),
            alignment: 8
        )
        larger.copyMemory(from: bytes)
        memory.deallocate()
        memory = larger
    }

    mutating func append(_ byte: UInt8) {
        room(for: 1)[0] = byte
        count += 1
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        room(for: bytes.count).copyMemory(from: bytes)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var digitCount = 1
        var bound: UInt64 = 10
        while digitCount < 19, rest >= bound {
            digitCount += 1
            bound *= 10
        }
        let digits = room(for: digitCount)
        for index in digits.indices.reversed() {
            digits[index] = Self.digit(UInt8(rest % 10))
            rest /= 10
        }
        count += digitCount
    }

    /// Appends the lowest `digits` hexadecimal digits of a number, with leading zeros.
    mutating func appendHex(_ number: UInt64, digits digitCount: Int = 16) {
        // The wanted ones first, and all sixteen written: what is too much is written over.
        let bytes = (number << UInt64(64 - 4 * digitCount)).bigEndian
        let text = room(for: 16)
        text.storeBytes(of: Self.hex(UInt32(truncatingIfNeeded: bytes)), as: UInt64.self)
        text.storeBytes(
            of: Self.hex(UInt32(truncatingIfNeeded: bytes >> 32)),
            toByteOffset: 8,
            as: UInt64.self
        )
        count += digitCount
    }

    /// Appends a UUID in lower case.
    mutating func append(_ uuid: UUID) {
        let (high, low) = withUnsafeBytes(of: uuid.uuid) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        appendHex(high >> 32, digits: 8)
        append(UInt8(ascii: "-"))
        appendHex(high >> 16, digits: 4)
        append(UInt8(ascii: "-"))
        appendHex(high, digits: 4)
        append(UInt8(ascii: "-"))
        appendHex(low >> 48, digits: 4)
        append(UInt8(ascii: "-"))
        appendHex(low, digits: 12)
    }

    /// The eight hexadecimal digits of four bytes, both as they lie in memory.
    private static func hex(_ bytes: UInt32) -> UInt64 {
        // A byte to every second place, then a half to each.
        var halves = UInt64(bytes)
        halves = (halves | halves << 16) & 0x0000_FFFF_0000_FFFF
        halves = (halves | halves << 8) & 0x00FF_00FF_00FF_00FF
        halves = (halves >> 4 | halves << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (halves + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return halves + 0x3030_3030_3030_3030 + letters * 0x27
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Appends a JSON string with its quotes.
    mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.contains(where: Self.isSpecial) {
                for byte in utf8 { appendEscaped(byte) }
            } else {
                append(UnsafeRawBufferPointer(utf8))
            }
        }
        append(UInt8(ascii: "\""))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
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
        secondText.withUnsafeBytes { append($0) }
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
