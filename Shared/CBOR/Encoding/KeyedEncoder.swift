/// A map that is being written.
struct KeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let state: EncodeState
    let slot: Slot

    var codingPath: [any CodingKey] { state.path }

    /// Writes a key; always its text, since an integer that merely looks like the same key would
    /// make two of `"012"` and `"12"` one.
    @inline(__always)
    private func enter(_ key: some CodingKey) throws {
        state.enter(slot)
        try state.check()
        state.output.text(key.stringValue)
    }

    @inline(__always)
    private func write(_ key: Key, _ body: (inout ByteOutput) -> Void) throws {
        try enter(key)
        body(&state.output)
    }

    mutating func encodeNil(forKey key: Key) throws { try write(key) { $0.null() } }
    mutating func encode(_ value: Bool, forKey key: Key) throws {
        try write(key) { $0.bool(value) }
    }
    mutating func encode(_ value: String, forKey key: Key) throws {
        try write(key) { $0.text(value) }
    }
    mutating func encode(_ value: Double, forKey key: Key) throws {
        try write(key) { $0.double(value) }
    }
    mutating func encode(_ value: Float, forKey key: Key) throws {
        try write(key) { $0.double(Double(value)) }
    }
    mutating func encode(_ value: Int, forKey key: Key) throws {
        try write(key) { $0.integer(Int64(value)) }
    }
    mutating func encode(_ value: Int8, forKey key: Key) throws {
        try write(key) { $0.integer(Int64(value)) }
    }
    mutating func encode(_ value: Int16, forKey key: Key) throws {
        try write(key) { $0.integer(Int64(value)) }
    }
    mutating func encode(_ value: Int32, forKey key: Key) throws {
        try write(key) { $0.integer(Int64(value)) }
    }
    mutating func encode(_ value: Int64, forKey key: Key) throws {
        try write(key) { $0.integer(Int64(value)) }
    }
    mutating func encode(_ value: UInt, forKey key: Key) throws {
        try write(key) { $0.unsigned(UInt64(value)) }
    }
    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        try write(key) { $0.unsigned(UInt64(value)) }
    }
    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        try write(key) { $0.unsigned(UInt64(value)) }
    }
    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        try write(key) { $0.unsigned(UInt64(value)) }
    }
    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        try write(key) { $0.unsigned(UInt64(value)) }
    }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try enter(key)
        try state.encode(value, depth: slot.depth + 1)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        nested(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { nested(PathStep(stringValue: "super")) }

    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    /// The failure of a key stays in the state, since nothing can be thrown here.
    private func nested(_ key: some CodingKey) -> ValueEncoder {
        try? enter(key)
        return ValueEncoder(
            state: state,
            slot: state.reserveSlot(depth: slot.depth + 1),
            type: Never.self
        )
    }
}
