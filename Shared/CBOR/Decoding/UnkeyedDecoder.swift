/// An array that is being read; 24 bytes, like the decoders.
struct UnkeyedDecoder: UnkeyedDecodingContainer {
    private let state: DecodeState
    /// The array's node; none if it is empty.
    private let array: UInt32
    /// Where the next element begins, and the next node inside the array.
    private var cursor: UInt32
    private var node: UInt32
    private var index: UInt32 = 0

    init(state: DecodeState, place: Place) throws(CBORError) {
        self.state = state
        let head = try state.checked { (wire) throws(Flaw) in
            let offset = try wire.untagged(place.offset)
            let head = try wire.head(at: offset)
            guard head.major == Head.array else { throw wire.wrong("an array", offset) }
            return head
        }
        array = place.node
        cursor = UInt32(truncatingIfNeeded: head.end)
        node = place.node &+ 1
    }

    /// Where the array begins; a byte of its head if it is empty.
    private var start: Int {
        array == MessageIndex.none ? Int(cursor) - 1 : Int(state.index[array].start)
    }

    var codingPath: [any CodingKey] { state.wire.path(to: start) }
    var currentIndex: Int { Int(index) }
    var count: Int? {
        guard array != MessageIndex.none else { return 0 }
        guard let head = try? state.wire.head(at: start), !head.isIndefinite else { return nil }
        return Int(truncatingIfNeeded: head.argument)
    }

    /// No element begins with the byte of a break.
    var isAtEnd: Bool {
        array == MessageIndex.none || cursor == state.index[array].endOrValue
            || state.wire.byte(at: Int(cursor)) == 0xFF
    }

    /// The place of the next element.
    private func place() throws(CBORError) -> Place {
        guard !isAtEnd else {
            throw state.wire.error(
                start,
                PathStep(intValue: Int(index)),
                .missingKey("\(index)")
            )
        }
        let offset = Int(cursor)
        guard node < state.index[array].next else { return Place(offset, MessageIndex.none) }
        // The next node is this element's, unless it is a later one's.
        let start = try state.checked { (wire) throws(Flaw) in try wire.untaggedByAny(offset) }
        let isElement = Int(state.index[node].start) == start
        return Place(offset, isElement ? node : MessageIndex.none)
    }

    /// Reads an element, and moves on if that succeeds.
    @inline(__always)
    private mutating func element<R>(_ body: (DecodeState, Place) throws -> R) throws -> R {
        let place = try place()
        let value = try body(state, place)
        if place.node == MessageIndex.none {
            let end = try state.checked { (wire) throws(Flaw) in
                try wire.endOfChecked(place.offset)
            }
            cursor = UInt32(truncatingIfNeeded: end)
        } else {
            cursor = state.index[place.node].endOrValue
            node = state.index[place.node].next
        }
        index &+= 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, state.wire.byte(at: Int(cursor)) == 0xF6 else { return false }
        cursor += 1
        index += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try element { try $0.bool(at: $1) } }
    mutating func decode(_ type: String.Type) throws -> String {
        try element { try $0.string(at: $1) }
    }
    mutating func decode(_ type: Double.Type) throws -> Double {
        try element { try $0.double(at: $1) }
    }
    mutating func decode(_ type: Float.Type) throws -> Float {
        try element { try $0.float(at: $1) }
    }
    mutating func decode(_ type: Int.Type) throws -> Int {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: Int8.Type) throws -> Int8 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: Int16.Type) throws -> Int16 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: Int32.Type) throws -> Int32 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: Int64.Type) throws -> Int64 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: UInt.Type) throws -> UInt {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 {
        try element { try $0.integer(type, at: $1) }
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try element { try $0.decode(type, at: $1) }
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try element { try Self.decoder($0, $1).container(keyedBy: keyType) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try element { try Self.decoder($0, $1).unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try element { Self.decoder($0, $1) } }

    private static func decoder(_ state: DecodeState, _ place: Place) -> ValueDecoder {
        ValueDecoder(state: state, place: place, type: Never.self)
    }
}
