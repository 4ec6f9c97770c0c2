/// The decoder that a value is given: 24 bytes, so that `any Decoder` needs no allocation.
struct ValueDecoder: Decoder {
    let state: DecodeState
    let place: Place
    let type: any Any.Type

    var codingPath: [any CodingKey] { state.wire.path(to: place.offset) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        state.containersAsked &+= 1
        try state.openMap(at: place)
        return KeyedDecoder<Key>.open(state, place, self.type)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        state.containersAsked &+= 1
        if DictionaryOfAnyKey.contains(type) {
            throw state.wire.error(
                Flaw(place.offset, .unsupported("a dictionary whose keys are no text"))
            )
        }
        return try UnkeyedDecoder(state: state, place: place)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        state.containersAsked &+= 1
        return self
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { state.isNil(at: place) }
    func decode(_ type: Bool.Type) throws -> Bool { try state.bool(at: place) }
    func decode(_ type: String.Type) throws -> String { try state.string(at: place) }
    func decode(_ type: Double.Type) throws -> Double { try state.double(at: place) }
    func decode(_ type: Float.Type) throws -> Float { try state.float(at: place) }
    func decode(_ type: Int.Type) throws -> Int { try state.integer(type, at: place) }
    func decode(_ type: Int8.Type) throws -> Int8 { try state.integer(type, at: place) }
    func decode(_ type: Int16.Type) throws -> Int16 { try state.integer(type, at: place) }
    func decode(_ type: Int32.Type) throws -> Int32 { try state.integer(type, at: place) }
    func decode(_ type: Int64.Type) throws -> Int64 { try state.integer(type, at: place) }
    func decode(_ type: UInt.Type) throws -> UInt { try state.integer(type, at: place) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try state.integer(type, at: place) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try state.integer(type, at: place) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try state.integer(type, at: place) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try state.integer(type, at: place) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try state.decode(type, at: place)
    }
}
