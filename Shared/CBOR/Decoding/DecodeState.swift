import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// A value's place: where it begins, and its node if it is an array or map with something inside.
struct Place {
    private let storedOffset: UInt32
    let node: UInt32

    @inline(__always)
    init(_ offset: Int, _ node: UInt32) {
        storedOffset = UInt32(truncatingIfNeeded: offset)
        self.node = node
    }

    @inline(__always) var offset: Int { Int(storedOffset) }
}

/// The input and its index, shared by all containers of a message.
final class DecodeState {
    // Checking exclusive access at run time was a third of all time. One thread uses a state, and
    // no access of a property lasts beyond a statement of this class.
    @exclusivity(unchecked) var wire = Wire.nothing
    @exclusivity(unchecked) var index = MessageIndex()
    /// Containers that were asked for; a value that asked for none has no fields.
    @exclusivity(unchecked) var containersAsked = 0
    /// The first fault where nothing could be thrown.
    @exclusivity(unchecked) var failure: CBORError?

    static let spare = Spare<DecodeState>()

    /// Checks a whole input, whatever was read before.
    func begin(_ wire: Wire, limits: CBORLimits) throws(CBORError) {
        self.wire = wire
        containersAsked = 0
        failure = nil
        do throws(Flaw) {
            guard wire.count <= limits.inputBytes else {
                throw Flaw(0, .inputTooLarge(limit: limits.inputBytes))
            }
            index.clear(forInputBytes: wire.count)
            let end = try index.read(wire, depth: limits.depth)
            guard end == wire.count else { throw Flaw(end, .trailingBytes(wire.count - end)) }
        } catch { throw wire.error(error) }
    }

    /// Lets go of the input: a decoder that somebody keeps must not read bytes that are gone.
    @inline(__always)
    func end() {
        wire = .nothing
        index.shrink(toBytes: Spare<DecodeState>.mostBytes)
    }

    /// The message itself.
    var root: Place { Place(0, index.count > 0 ? 0 : MessageIndex.none) }

    /// Makes sure that a map is at a place, and that its keys are text.
    @inline(__always)
    func openMap(at place: Place) throws(CBORError) {
        do throws(Flaw) {
            let start = try wire.untagged(place.offset)
            guard try wire.head(at: start).major == Head.map else {
                throw wire.wrong("a map", start)
            }
            if !index.strangeKeys.isEmpty,
                let key = index.strangeKeys.first(where: { $0.map == place.node })
            {
                throw wire.wrong("a text key", key.offset)
            }
        } catch { throw wire.error(error) }
    }

    /// Finds the value of a key in a map that has been opened.
    @inline(__always)
    func value(_ key: String, inMap map: UInt32) -> Place? {
        guard map != MessageIndex.none else { return nil }
        let found = key.utf8.withContiguousStorageIfAvailable {
            index.find(UnsafeRawBufferPointer($0), inMap: map, wire)
        }
        guard let node = found ?? scatteredKey(key, inMap: map) else { return nil }
        return index.value(of: node)
    }

    /// A key whose storage is not UTF-8 in one piece.
    private func scatteredKey(_ key: String, inMap map: UInt32) -> UInt32? {
        Array(key.utf8).withUnsafeBytes { index.find($0, inMap: map, wire) }
    }

    /// The keys of a map that has been opened.
    func keys(ofMap map: UInt32) -> [String] {
        guard map != MessageIndex.none else { return [] }
        var keys: [String] = []
        var node = map + 1
        while node < index[map].next {
            keys.append(wire.name(of: index[node]))
            node = index[node].next
        }
        return keys
    }

    /// Turns a flaw into an error with its path.
    @inline(__always)
    func checked<R>(_ body: (Wire) throws(Flaw) -> R) throws(CBORError) -> R {
        do throws(Flaw) { return try body(wire) } catch { throw wire.error(error) }
    }

    /// Decodes any type at a place.
    @inline(__always)
    func decode<T: Decodable>(_ type: T.Type, at place: Place) throws -> T {
        // The types are compared just before each cast; a UUID is its sixteen bytes.
        if T.self == UUID.self {
            if let bytes = wire.shortUUID(at: place.offset) {
                return unsafeBitCast(bytes, to: T.self)
            }
            return unsafeBitCast(try uuid(at: place), to: T.self)
        }
        if T.self == String.self { return unsafeBitCast(try string(at: place), to: T.self) }
        if T.self == Bytes.self {
            return unsafeBitCast(Bytes(try bytes(at: place)), to: T.self)
        }
        if T.self == Data.self {
            return unsafeBitCast(Data(try bytes(at: place)), to: T.self)
        }
        let asked = containersAsked
        let value: T
        do {
            value = try T(from: ValueDecoder(state: self, place: place, type: type))
        } catch let error as DecodingError {
            throw refused(error, type, at: place)
        }
        if containersAsked == asked { try requireMap(place) }
        if let failure { throw failure }
        return value
    }

    private func requireMap(_ place: Place) throws(CBORError) {
        try checked { (wire) throws(Flaw) in
            guard try wire.head(at: wire.untagged(place.offset)).major == Head.map else {
                throw wire.wrong("a map", place.offset)
            }
        }
    }

    func uuid(at place: Place) throws(CBORError) -> UUID {
        try checked { (wire) throws(Flaw) in try wire.uuid(at: wire.untagged(place.offset)).0 }
    }

    func bytes(at place: Place) throws(CBORError) -> [UInt8] {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(place.offset)
            let head = try wire.head(at: start)
            guard head.major == Head.bytes else { throw wire.wrong("a byte string", start) }
            return try wire.bytes(head, at: start)
        }
    }

    @inline(__always)
    func string(at place: Place) throws(CBORError) -> String {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(place.offset)
            let head = try wire.head(at: start)
            guard head.major == Head.text else { throw wire.wrong("text", start) }
            return try wire.text(head, at: start)
        }
    }

    func bool(at place: Place) throws(CBORError) -> Bool {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(place.offset)
            let head = try wire.head(at: start)
            guard head.major == Head.simple, head.info == 20 || head.info == 21 else {
                throw wire.wrong("a boolean", start)
            }
            return head.info == 21
        }
    }

    @inline(__always)
    func integer<I: FixedWidthInteger>(_ type: I.Type, at place: Place) throws(CBORError) -> I {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(place.offset)
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

    func double(at place: Place) throws(CBORError) -> Double {
        try checked { (wire) throws(Flaw) in
            let start = try wire.untagged(place.offset)
            guard let value = try wire.head(at: start).double else {
                throw wire.wrong("a floating-point number", start)
            }
            return value
        }
    }

    func float(at place: Place) throws(CBORError) -> Float {
        let double = try double(at: place)
        let single = Float(double)
        guard Double(single) == double || double.isNaN else {
            throw wire.error(Flaw(place.offset, .numberOutOfRange(type: "Float")))
        }
        return single
    }

    func isNil(at place: Place) -> Bool { wire.byte(at: place.offset) == 0xF6 }
}

extension Wire {
    func wrong(_ expected: String, _ offset: Int) -> Flaw {
        Flaw(offset, .wrongType(expected: expected, found: sort(at: offset)))
    }
}
