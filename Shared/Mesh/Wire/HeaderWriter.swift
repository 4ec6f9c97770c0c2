import OctopusContract
import struct FoundationEssentials.UUID
import typealias FoundationEssentials.uuid_t

/// Writes the pairs of a header's map into memory that is used again for the next header.
///
/// A header is written on every call, so nothing is allocated for it: its bytes are put together here
/// and copied once, behind the prefix of the message that libzmq takes over.
struct HeaderWriter: ~Copyable {
    private static let usualBytes = 512
    /// The first byte of an item and an argument of eight.
    private static let longestHead = 9

    private var base = UnsafeMutableRawPointer.allocate(byteCount: usualBytes, alignment: 8)
    private var capacity = usualBytes
    private(set) var count = 0

    deinit { base.deallocate() }

    /// What was written since `begin`.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

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
        let place = room(19)
        place.storeBytes(of: 0xD8, as: UInt8.self)
        (place + 1).storeBytes(of: 0x25, as: UInt8.self)
        (place + 2).storeBytes(of: 0x50, as: UInt8.self)
        (place + 3).storeBytes(of: value.uuid, as: uuid_t.self)
        count &+= 19
    }

    /// An item's first bytes, in the shortest form.
    @inline(__always)
    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        if argument < 24 {
            let place = room(1)
            place.storeBytes(of: major | UInt8(truncatingIfNeeded: argument), as: UInt8.self)
            count &+= 1
        } else {
            longHead(major, argument)
        }
    }

    private mutating func longHead(_ major: UInt8, _ argument: UInt64) {
        if argument <= UInt64(UInt8.max) {
            put(major | 24, UInt8(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt16.max) {
            put(major | 25, UInt16(truncatingIfNeeded: argument))
        } else if argument <= UInt64(UInt32.max) {
            put(major | 26, UInt32(truncatingIfNeeded: argument))
        } else {
            put(major | 27, argument)
        }
    }

    @inline(__always)
    private mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(
        _ first: UInt8,
        _ number: Number
    ) {
        let place = room(Self.longestHead)
        place.storeBytes(of: first, as: UInt8.self)
        (place + 1).storeBytes(of: number.bigEndian, as: Number.self)
        count &+= 1 &+ MemoryLayout<Number>.size
    }

    // MARK: Memory

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        room(bytes.count).copyMemory(from: start, byteCount: bytes.count)
        count &+= bytes.count
    }

    /// The place behind the last byte, with room for so many more.
    @inline(__always)
    private mutating func room(_ size: Int) -> UnsafeMutableRawPointer {
        if size > capacity &- count { grow(size) }
        return base + count
    }

    private mutating func grow(_ size: Int) {
        let larger = 2 * (count + size)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        memory.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = memory
        capacity = larger
    }
}
