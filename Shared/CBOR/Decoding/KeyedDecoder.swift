/// A map that is being read.
struct KeyedDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let state: DecodeState
    /// The map's.
    let place: Place
    let type: any Any.Type

    var codingPath: [any CodingKey] { state.wire.path(to: place.offset) }

    var allKeys: [Key] {
        let keys = state.keys(ofMap: place.node).compactMap { Key(stringValue: $0) }
        refuseLookAlikes(keys)
        return keys
    }

    /// A dictionary with integer keys would take `"12"` and `"012"` for one and lose a value.
    private func refuseLookAlikes(_ keys: [Key]) {
        guard type is any DictionaryOfIntegers.Type else { return }
        for key in keys where key.intValue.map(String.init) != key.stringValue {
            state.failure =
                state.failure
                ?? error(key, .invalidValue("an integer in another form than its shortest"))
        }
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    @inline(__always)
    private func find(_ key: some CodingKey) -> Place? {
        state.value(key.stringValue, inMap: place.node)
    }

    @inline(__always)
    private func value(_ key: some CodingKey) throws(CBORError) -> Place {
        guard let place = find(key) else {
            throw error(key, .missingKey(key.stringValue))
        }
        return place
    }

    private func error(_ key: some CodingKey, _ fault: CBORFault) -> CBORError {
        state.wire.error(place.offset, PathStep(stringValue: key.stringValue), fault)
    }

    func decodeNil(forKey key: Key) throws -> Bool { state.isNil(at: try value(key)) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try state.bool(at: value(key))
    }
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try state.string(at: value(key))
    }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try state.double(at: value(key))
    }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try state.float(at: value(key))
    }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try state.integer(type, at: value(key))
    }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try state.integer(type, at: value(key))
    }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try state.decode(type, at: value(key))
    }

    // The standard library's would take null for absence, which a message never means, and look
    // for the key twice.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        guard let place = find(key) else { return nil }
        return try state.bool(at: place)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let place = find(key) else { return nil }
        return try state.string(at: place)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        guard let place = find(key) else { return nil }
        return try state.double(at: place)
    }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        guard let place = find(key) else { return nil }
        return try state.float(at: place)
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        guard let place = find(key) else { return nil }
        return try state.integer(type, at: place)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let place = find(key) else { return nil }
        return try state.decode(type, at: place)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try nested(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try nested(PathStep(stringValue: "super")) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

    private func nested(_ key: some CodingKey) throws -> ValueDecoder {
        ValueDecoder(state: state, place: try value(key), type: Never.self)
    }
}

/// Marks dictionaries whose keys are integers.
private protocol DictionaryOfIntegers {}
extension Dictionary: DictionaryOfIntegers where Key == Int {}
