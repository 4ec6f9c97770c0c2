/// An array that is being read; 24 bytes, like the decoders.
struct UnkeyedDecoder: UnkeyedDecodingContainer {
    private static let untold = UInt32.max

    private let state: DecodeState
    private let start: UInt32
    private var cursor: UInt32
    private var index: UInt32 = 0
    private let declared: UInt32

    init(state: DecodeState, start: Int) throws(CBORError) {
        self.state = state
        let head = try state.checked { (wire) throws(Flaw) in
            let offset = try wire.untagged(start)
            let head = try wire.head(at: offset)
            guard head.major == Head.array else { throw wire.wrong("an array", offset) }
            return head
        }
        self.start = UInt32(start)
        cursor = UInt32(head.end)
        declared = head.isIndefinite ? Self.untold : UInt32(truncatingIfNeeded: head.argument)
    }

    var codingPath: [any CodingKey] { state.wire.path(to: Int(start)) }
    var currentIndex: Int { Int(index) }
    var count: Int? { declared == Self.untold ? nil : Int(declared) }

    var isAtEnd: Bool {
        if declared != Self.untold { return index >= declared }
        return (state.wire.byte(at: Int(cursor)) ?? 0xFF) == 0xFF
    }

    /// Reads an element, and moves on if that succeeds.
    @inline(__always)
    private mutating func element<R>(_ body: (DecodeState, Int) throws -> R) throws -> R {
        guard !isAtEnd else {
            throw state.wire.error(
                Int(start),
                PathStep(intValue: Int(index)),
                .missingKey("\(index)")
            )
        }
        let offset = Int(cursor)
        let mapsBefore = state.maps.count
        let value = try body(state, offset)
        if mapsBefore < state.maps.count, state.maps[mapsBefore].start == cursor {
            // The element was a map, so its end is known.
            cursor = state.maps[mapsBefore].end
        } else {
            let end = try state.checked { (wire) throws(Flaw) in try wire.endOfChecked(offset) }
            cursor = UInt32(end)
        }
        index += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, state.isNil(at: Int(cursor)) else { return false }
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

    private static func decoder(_ state: DecodeState, _ offset: Int) -> ValueDecoder {
        ValueDecoder(state: state, start: offset, type: Never.self)
    }
}
