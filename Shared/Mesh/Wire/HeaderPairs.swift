import OctopusCBOR
import OctopusContract
import struct FoundationEssentials.UUID
import typealias FoundationEssentials.uuid_t

/// A header's pairs, one after the other.
///
/// Written by hand because a header is read on every call: no tree, no container, and nothing is
/// allocated but the texts themselves. What nearly every header has is read here from the bytes;
/// `CBORReader` reads the rest, forms that nobody writes among it, and says what is wrong.
struct HeaderPairs {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    /// Nil for a map of indefinite length.
    private var left: Int?
    private var present: UInt32 = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(FrameFault) {
        self.bytes = bytes
        left = try value { try $0.map() }
    }

    /// The next key that is known here, with its value to be read; nil after the last pair.
    mutating func next() throws(FrameFault) -> HeaderKey? {
        while try takePair() {
            guard let number = try keyNumber() else { continue }
            guard let key = UInt8(exactly: number).flatMap(HeaderKey.init(rawValue:)) else {
                try value { _ = try $0.skip() }
                continue
            }
            guard !has(key) else { throw .duplicateKey(key) }
            present |= Self.bit(key)
            return key
        }
        try value { try $0.finish() }
        return nil
    }

    private mutating func takePair() throws(FrameFault) -> Bool {
        guard let left else { return try value { try !$0.takeBreak() } }
        self.left = left - 1
        return left > 0
    }

    /// The key's number, or nothing after passing over a pair whose key is none: it can't be one of
    /// the table's.
    @inline(__always)
    private mutating func keyNumber() throws(FrameFault) -> UInt64? {
        if let number = shortNumber() { return number }
        return try value { reader in
            if try reader.next() == .unsigned { return try reader.unsigned() }
            try reader.skip()
            try reader.skip()
            return nil
        }
    }

    func require(_ key: HeaderKey) throws(FrameFault) {
        if !has(key) { throw .missingKey(key) }
    }

    private func has(_ key: HeaderKey) -> Bool { present & Self.bit(key) != 0 }

    private static func bit(_ key: HeaderKey) -> UInt32 { 1 << UInt32(key.rawValue) }

    // MARK: Values

    /// Reads the value of the key that came last, whatever it is.
    mutating func value<Value>(
        _ read: (inout CBORReader) throws -> Value
    ) throws(FrameFault) -> Value {
        var reader = CBORReader(bytes, startingAt: offset)
        do {
            let value = try read(&reader)
            offset = reader.offset
            return value
        } catch let fault as FrameFault {
            throw fault
        } catch {
            throw .malformedHeader("\(error)")
        }
    }

    /// Reads a value that this kind of header has no use for: its type must be right all the same.
    mutating func ignore(_ key: HeaderKey) throws(FrameFault) {
        var fields = HeaderFields()
        try read(key, into: &fields)
    }

    mutating func read(_ key: HeaderKey, into fields: inout HeaderFields) throws(FrameFault) {
        try value { reader throws in try fields.read(key, &reader) }
    }

    mutating func unsigned() throws(FrameFault) -> UInt64 {
        if let number = shortNumber() { return number }
        return try value { try $0.unsigned() }
    }

    mutating func count() throws(FrameFault) -> Int {
        let start = offset
        if let count = shortNumber().flatMap(Int.init(exactly:)) { return count }
        offset = start
        return try value { try $0.count() }
    }

    mutating func milliseconds() throws(FrameFault) -> Int64 { Int64(try count()) }

    mutating func text() throws(FrameFault) -> String { try value { try $0.text() } }

    mutating func uuid() throws(FrameFault) -> UUID {
        // Tag 37, and sixteen bytes.
        guard bytes.count &- offset >= 19, bytes[offset] == 0xD8, bytes[offset &+ 1] == 0x25,
            bytes[offset &+ 2] == 0x50
        else { return try value { try $0.uuid() } }
        let uuid = bytes.loadUnaligned(fromByteOffset: offset &+ 3, as: uuid_t.self)
        offset &+= 19
        return UUID(uuid: uuid)
    }

    /// An unsigned number, if that is what comes next and it is all there.
    @inline(__always)
    private mutating func shortNumber() -> UInt64? {
        guard offset < bytes.count else { return nil }
        let first = bytes[offset]
        if first < 24 {
            offset &+= 1
            return UInt64(first)
        }
        switch first {
        case 24: return argument(UInt8.self)
        case 25: return argument(UInt16.self)
        case 26: return argument(UInt32.self)
        case 27: return argument(UInt64.self)
        default: return nil
        }
    }

    @inline(__always)
    private mutating func argument<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) -> UInt64? {
        guard bytes.count &- offset > MemoryLayout<Number>.size else { return nil }
        let number = bytes.loadUnaligned(fromByteOffset: offset &+ 1, as: type)
        offset &+= 1 &+ MemoryLayout<Number>.size
        return UInt64(Number(bigEndian: number))
    }
}
