import Contract
import struct FoundationEssentials.UUID

/// Writes the pairs of a header's map into memory that is used again for the next header.
///
/// A header is written on every call, so nothing is allocated for it: its bytes are put together here
/// and copied once, behind the prefix of the message that libzmq takes over.
struct HeaderWriter: ~Copyable {
    private static let usualBytes = 512
    /// The first byte of an item and an argument of eight.
    private static let longestHead = 9

    private var buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: usualBytes,
        alignment: 8
    )
    private(set) var count = 0

    deinit { buffer.deallocate() }

    /// What was written since `begin`.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

    /// Forgets the former header and begins a map; so many pairs follow.
    mutating func begin(_ pairs: Int) {
        count = 0
        head(Major.map, UInt64(pairs))
    }

    // MARK: Pairs

    mutating func key(_ key: HeaderKey) { head(Major.unsigned, UInt64(key.rawValue)) }

    mutating func unsigned(_ key: HeaderKey, _ value: UInt64) {
        self.key(key)
        head(Major.unsigned, value)
    }

    /// A number that is never negative on the wire.
    mutating func number(_ key: HeaderKey, _ value: some BinaryInteger) {
        unsigned(key, UInt64(clamping: value))
    }

    mutating func text(_ key: HeaderKey, _ value: String) {
        self.key(key)
        text(value)
    }

    mutating func bytes(_ key: HeaderKey, _ value: [UInt8]) {
        self.key(key)
        head(Major.bytes, UInt64(value.count))
        value.withUnsafeBytes { append($0) }
    }

    mutating func uuid(_ key: HeaderKey, _ value: UUID) {
        self.key(key)
        uuid(value)
    }

    mutating func versions(_ key: HeaderKey, _ versions: [UInt64]) {
        self.key(key)
        head(Major.array, UInt64(versions.count))
        for version in versions { head(Major.unsigned, version) }
    }

    mutating func positions(_ key: HeaderKey, _ positions: [LogPosition]) {
        self.key(key)
        head(Major.array, UInt64(positions.count))
        for position in positions { self.position(position) }
    }

    mutating func position(_ key: HeaderKey, _ position: LogPosition) {
        self.key(key)
        self.position(position)
    }

    // MARK: Items

    private enum Major {
        static let unsigned: UInt8 = 0x00
        static let bytes: UInt8 = 0x40
        static let text: UInt8 = 0x60
        static let array: UInt8 = 0x80
        static let map: UInt8 = 0xA0
    }

    private mutating func position(_ position: LogPosition) {
        head(Major.array, 4)
        text(position.service)
        head(Major.unsigned, UInt64(clamping: position.shard))
        uuid(position.epoch)
        head(Major.unsigned, UInt64(clamping: position.seq))
    }

    private mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            head(Major.text, UInt64(utf8.count))
            append(UnsafeRawBufferPointer(utf8))
        }
    }

    /// Tag 37 and sixteen bytes.
    private mutating func uuid(_ value: UUID) {
        reserve(3)
        put(UInt8(0xD8))
        put(UInt8(37))
        put(UInt8(0x50))
        withUnsafeBytes(of: value.uuid) { append($0) }
    }

    /// An item's first bytes, in the shortest form.
    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        reserve(Self.longestHead)
        if argument < 24 {
            put(major | UInt8(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt8.max) {
            put(major | 24)
            put(UInt8(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt16.max) {
            put(major | 25)
            put(UInt16(truncatingIfNeeded: argument).bigEndian)
        } else if argument <= UInt64(UInt32.max) {
            put(major | 26)
            put(UInt32(truncatingIfNeeded: argument).bigEndian)
        } else {
            put(major | 27)
            put(argument.bigEndian)
        }
    }

    // MARK: Memory

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    private mutating func put<Number: FixedWidthInteger>(_ number: Number) {
        buffer.storeBytes(of: number, toByteOffset: count, as: Number.self)
        count += MemoryLayout<Number>.size
    }

    private mutating func reserve(_ byteCount: Int) {
        guard buffer.count - count < byteCount else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: 2 * (count + byteCount),
            alignment: 8
        )
        larger.copyMemory(from: bytes)
        buffer.deallocate()
        buffer = larger
    }
}
