import struct FoundationEssentials.UUID

/// CBOR items in memory that grows: what the encoder and `CBORWriter` write to.
///
/// It is the one place of this library that writes through pointers. An array checks at each append
/// whether it is shared and how it grows, which was a quarter of all encoding; here one test of the
/// room precedes the bytes of a whole item. Nothing of it can be seen from outside.
struct ByteOutput: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = .allocate(byteCount: self.capacity, alignment: 8)
    }

    deinit { base.deallocate() }

    /// Forgets what has been written, and gives memory back that is more than so many bytes.
    @inline(__always)
    mutating func clear(keepingBytes bytes: Int) {
        if capacity > bytes { self = ByteOutput(capacity: 512) }
        count = 0
    }

    /// What has been written; valid until the next byte is.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// A copy of what has been written.
    var bytes: [UInt8] { [UInt8](written) }

    func copy() -> ByteOutput {
        var copy = ByteOutput(capacity: count)
        copy.append(written)
        return copy
    }

    /// The place behind the last byte, with room for so many more.
    @inline(__always)
    private mutating func room(_ size: Int) -> UnsafeMutableRawPointer {
        if size > capacity &- count { grow(size) }
        return base + count
    }

    private mutating func grow(_ size: Int) {
        let larger = max(2 * capacity, count + size)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        memory.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = memory
        capacity = larger
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        room(1).storeBytes(of: byte, as: UInt8.self)
        count &+= 1
    }

    mutating func append(_ content: some Collection<UInt8>) {
        let isWritten: Void? = content.withContiguousStorageIfAvailable {
            append(UnsafeRawBufferPointer($0))
        }
        if isWritten == nil { Array(content).withUnsafeBytes { append($0) } }
    }

    @inline(__always)
    mutating func append(_ content: UnsafeRawBufferPointer) {
        let place = room(content.count)
        if let start = content.baseAddress {
            place.copyMemory(from: start, byteCount: content.count)
        }
        count &+= content.count
    }

    @inline(__always)
    mutating func head(_ major: UInt8, _ argument: UInt64) {
        if argument < 24 {
            byte(major << 5 | UInt8(truncatingIfNeeded: argument))
        } else {
            longHead(major, argument)
        }
    }

    private mutating func longHead(_ major: UInt8, _ argument: UInt64) {
        let first = major << 5
        if argument <= UInt64(UInt8.max) {
            number(first | 24, UInt8(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt16.max) {
            number(first | 25, UInt16(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt32.max) {
            number(first | 26, UInt32(truncatingIfNeeded: argument))
        } else {
            number(first | 27, argument)
        }
    }

    /// An item's first byte and the number that follows it.
    @inline(__always)
    private mutating func number<I: FixedWidthInteger & BitwiseCopyable>(
        _ first: UInt8,
        _ number: I
    ) {
        let place = room(9)
        place.storeBytes(of: first, as: UInt8.self)
        (place + 1).storeBytes(of: number.bigEndian, as: I.self)
        count &+= 1 &+ MemoryLayout<I>.size
    }

    /// Puts a head in place of the byte that was kept free for it.
    mutating func replaceByte(at offset: Int, withHead major: UInt8, _ argument: UInt64) {
        if argument < 24 {
            let head = major << 5 | UInt8(truncatingIfNeeded: argument)
            (base + offset).storeBytes(of: head, as: UInt8.self)
            return
        }
        var head = ByteOutput(capacity: 9)
        head.head(major, argument)
        let more = head.count - 1
        _ = room(more)
        let behind = base + offset + 1
        (behind + more).copyMemory(from: behind, byteCount: count - offset - 1)
        (base + offset).copyMemory(from: head.base, byteCount: head.count)
        count += more
    }
}

extension ByteOutput {
    @inline(__always)
    mutating func integer(_ value: Int64) {
        // A negative number's argument is its complement.
        head(value < 0 ? Head.negative : Head.unsigned, UInt64(bitPattern: value ^ (value >> 63)))
    }

    @inline(__always)
    mutating func unsigned(_ value: UInt64) { head(Head.unsigned, value) }

    @inline(__always)
    mutating func bool(_ value: Bool) { byte(value ? 0xF5 : 0xF4) }

    @inline(__always)
    mutating func null() { byte(0xF6) }

    @inline(__always)
    mutating func text(_ value: String) {
        let isWritten: Void? = value.utf8.withContiguousStorageIfAvailable {
            string(Head.text, UnsafeRawBufferPointer($0))
        }
        if isWritten == nil { scatteredText(value) }
    }

    /// A string whose storage is not UTF-8 in one piece.
    private mutating func scatteredText(_ value: String) {
        Array(value.utf8).withUnsafeBytes { string(Head.text, $0) }
    }

    /// A text's or byte string's head and content.
    @inline(__always)
    mutating func string(_ major: UInt8, _ content: UnsafeRawBufferPointer) {
        head(major, UInt64(content.count))
        append(content)
    }

    mutating func bytes(_ value: some Collection<UInt8>) {
        let isWritten: Void? = value.withContiguousStorageIfAvailable {
            string(Head.bytes, UnsafeRawBufferPointer($0))
        }
        if isWritten == nil { Array(value).withUnsafeBytes { string(Head.bytes, $0) } }
    }

    mutating func uuid(_ value: UUID) {
        // Tag 37, and sixteen bytes.
        let place = room(19)
        place.storeBytes(of: 0xD8, as: UInt8.self)
        (place + 1).storeBytes(of: 0x25, as: UInt8.self)
        (place + 2).storeBytes(of: 0x50, as: UInt8.self)
        (place + 3).storeBytes(of: value.uuid, as: UUIDBytes.self)
        count &+= 19
    }

    /// Writes the shortest of the three widths that holds exactly this number.
    mutating func double(_ value: Double) {
        let single = Float(value)
        guard Double(single) == value || value.isNaN else {
            return number(0xFB, value.bitPattern)
        }
        if let half = HalfPrecision.bits(of: single) {
            number(0xF9, half)
        } else {
            number(0xFA, single.bitPattern)
        }
    }
}
