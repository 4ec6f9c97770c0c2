import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// The input, and an index of the keys of each map that a type has opened.
final class DecodeState {
    struct Entry {
        /// Where the key begins, and where its text does; equal if it comes in pieces.
        let key: UInt32
        let text: UInt32
        let textLength: UInt32
        let value: UInt32
        /// The first eight bytes, by which most keys differ.
        let firstBytes: UInt64
    }

    struct MapRecord {
        let start: UInt32
        let end: UInt32
        let firstEntry: UInt32
        let count: UInt32
        /// Messages mostly come in the order of their fields: the entry to try first.
        var expected: UInt32 = 0
    }

    // Checking exclusive access at run time was a third of all time. One thread uses a state, and
    // no access of a property lasts beyond a statement of this class.
    @exclusivity(unchecked) var wire: Wire
    @exclusivity(unchecked) var entries: [Entry] = []
    @exclusivity(unchecked) var maps: [MapRecord] = []
    /// Containers that were asked for; a value that asked for none has no fields.
    @exclusivity(unchecked) var containersAsked = 0
    /// The first fault where nothing could be thrown.
    @exclusivity(unchecked) var failure: CBORError?

    init(_ wire: Wire) {
        self.wire = wire
        entries.reserveCapacity(64)
        maps.reserveCapacity(16)
    }

    /// Turns a flaw into an error with its path.
    @inline(__always)
    func checked<R>(_ body: (Wire) throws(Flaw) -> R) throws(CBORError) -> R {
        do throws(Flaw) { return try body(wire) } catch { throw wire.error(error) }
    }

    /// Decodes any type at an offset.
    @inline(__always)
    func decode<T: Decodable>(_ type: T.Type, at offset: Int) throws -> T {
        // The types are compared just before each cast.
        if T.self == UUID.self { return unsafeBitCast(try uuid(at: offset), to: T.self) }
        if T.self == String.self { return unsafeBitCast(try string(at: offset), to: T.self) }
        if T.self == Bytes.self {
            return unsafeBitCast(Bytes(try bytes(at: offset)), to: T.self)
        }
        if T.self == Data.self {
            return unsafeBitCast(Data(try bytes(at: offset)), to: T.self)
        }
        let asked = containersAsked
        let value = try T(from: ValueDecoder(state: self, start: offset, type: type))
        if containersAsked == asked { try requireMap(offset) }
        if let failure { throw failure }
        return value
    }

    private func requireMap(_ offset: Int) throws(CBORError) {
        try checked { (wire) throws(Flaw) in
            guard try wire.head(at: wire.untagged(offset)).major == Head.map else {
                throw wire.wrong("a map", offset)
            }
        }
    }

    func uuid(at offset: Int) throws(CBORError) -> UUID {
        try checked { (wire) throws(Flaw) in try wire.uuid(at: wire.untagged(offset)).0 }
    }

    func bytes(at offset: Int) throws(CBORError) -> [UInt8] {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(offset)
            let head = try wire.head(at: start)
            guard head.major == Head.bytes else { throw wire.wrong("a byte string", start) }
            return try wire.bytes(head, at: start)
        }
    }

    @inline(__always)
    func string(at offset: Int) throws(CBORError) -> String {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(offset)
            let head = try wire.head(at: start)
            guard head.major == Head.text else { throw wire.wrong("text", start) }
            return try wire.text(head, at: start)
        }
    }

    func bool(at offset: Int) throws(CBORError) -> Bool {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(offset)
            let head = try wire.head(at: start)
            guard head.major == Head.simple, head.info == 20 || head.info == 21 else {
                throw wire.wrong("a boolean", start)
            }
            return head.info == 21
        }
    }

    @inline(__always)
    func integer<I: FixedWidthInteger>(_ type: I.Type, at offset: Int) throws(CBORError) -> I {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(offset)
            let head = try wire.head(at: start)
            var value: I?
            switch head.major {
            case Head.unsigned: value = I(exactly: head.argument)
            case Head.negative: value = Int64(exactly: head.argument).flatMap { I(exactly: ~$0) }
            default: throw wire.wrong("an integer", start)
            }
            guard let value else { throw Flaw(start, .numberOutOfRange(type: "\(type)")) }
            return value
        }
    }

    func double(at offset: Int) throws(CBORError) -> Double {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(offset)
            guard let value = try wire.head(at: start).double else {
                throw wire.wrong("a floating-point number", start)
            }
            return value
        }
    }

    func float(at offset: Int) throws(CBORError) -> Float {
        let double = try double(at: offset)
        let single = Float(double)
        guard Double(single) == double || double.isNaN else {
            throw wire.error(Flaw(offset, .numberOutOfRange(type: "Float")))
        }
        return single
    }

    func isNil(at offset: Int) -> Bool { wire.byte(at: offset) == 0xF6 }
}

extension Wire {
    func wrong(_ expected: String, _ offset: Int) -> Flaw {
        Flaw(offset, .wrongType(expected: expected, found: sort(at: offset)))
    }
}
