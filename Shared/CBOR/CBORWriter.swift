public import struct FoundationEssentials.UUID

/// Appends CBOR items to an array of bytes, each in its shortest form.
///
/// It does not count: whoever opens an array of three elements writes three.
public struct CBORWriter: Sendable {
    public internal(set) var bytes: [UInt8] = []

    public init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    public mutating func unsigned(_ value: UInt64) {
        head(Head.unsigned, value)
    }

    public mutating func integer(_ value: Int64) {
        if value >= 0 {
            head(Head.unsigned, UInt64(value))
        } else {
            head(Head.negative, UInt64(bitPattern: ~value))
        }
    }

    /// Writes `-1 - value`, which reaches below `Int64`.
    public mutating func negative(minusOneMinus value: UInt64) {
        head(Head.negative, value)
    }

    public mutating func bytes(_ value: some Collection<UInt8>) {
        head(Head.bytes, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    public mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            head(Head.text, UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// Begins an array; its elements follow.
    public mutating func array(count: Int) {
        head(Head.array, UInt64(count))
    }

    /// Begins a map; a key and a value follow for each of its pairs.
    public mutating func map(count: Int) {
        head(Head.map, UInt64(count))
    }

    /// Tags the item that follows.
    public mutating func tag(_ number: UInt64) {
        head(Head.tag, number)
    }

    public mutating func uuid(_ value: UUID) {
        bytes.append(0xD8)
        bytes.append(37)
        bytes.append(0x50)
        withUnsafeBytes(of: value.uuid) { bytes.append(contentsOf: $0) }
    }

    public mutating func bool(_ value: Bool) {
        bytes.append(value ? 0xF5 : 0xF4)
    }

    public mutating func null() {
        bytes.append(0xF6)
    }

    public mutating func undefined() {
        bytes.append(0xF7)
    }

    /// Writes a simple value that has no method of its own; 24 to 31 don't exist.
    public mutating func simple(_ value: UInt8) {
        precondition(!(24...31).contains(value), "there is no simple value \(value)")
        head(Head.simple, UInt64(value))
    }

    /// Writes the shortest of the three widths that holds exactly this number.
    public mutating func double(_ value: Double) {
        let single = Float(value)
        guard Double(single) == value || value.isNaN else {
            bytes.append(0xFB)
            append(value.bitPattern)
            return
        }
        if let half = HalfPrecision.bits(of: single) {
            bytes.append(0xF9)
            append(half)
        } else {
            bytes.append(0xFA)
            append(single.bitPattern)
        }
    }

    /// Appends items that are encoded already.
    public mutating func encoded(_ items: some Collection<UInt8>) {
        bytes.append(contentsOf: items)
    }

    @inline(__always)
    mutating func head(_ major: UInt8, _ argument: UInt64) {
        if argument < 24 {
            bytes.append(major << 5 | UInt8(truncatingIfNeeded: argument))
        } else {
            longHead(major, argument)
        }
    }

    private mutating func longHead(_ major: UInt8, _ argument: UInt64) {
        let first = major << 5
        if argument <= UInt64(UInt8.max) {
            bytes.append(first | 24)
            bytes.append(UInt8(argument))
        } else if argument <= UInt64(UInt16.max) {
            bytes.append(first | 25)
            append(UInt16(argument))
        } else if argument <= UInt64(UInt32.max) {
            bytes.append(first | 26)
            append(UInt32(argument))
        } else {
            bytes.append(first | 27)
            append(argument)
        }
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
