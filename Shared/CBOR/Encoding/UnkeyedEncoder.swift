/// An array that is being written.
struct UnkeyedEncoder: UnkeyedEncodingContainer {
    let state: EncodeState
    let slot: Slot

    var codingPath: [any CodingKey] { state.path }

    var count: Int { state.elements(of: slot) }

    @inline(__always)
    private func enter() throws {
        state.enter(slot)
        try state.check()
    }

    @inline(__always)
    private func write(_ body: (inout ByteOutput) -> Void) throws {
        try enter()
        body(&state.output)
    }

    mutating func encodeNil() throws { try write { $0.null() } }
    mutating func encode(_ value: Bool) throws { try write { $0.bool(value) } }
    mutating func encode(_ value: String) throws { try write { $0.text(value) } }
    mutating func encode(_ value: Double) throws { try write { $0.double(value) } }
    mutating func encode(_ value: Float) throws { try write { $0.double(Double(value)) } }
    mutating func encode(_ value: Int) throws { try write { $0.integer(Int64(value)) } }
    mutating func encode(_ value: Int8) throws { try write { $0.integer(Int64(value)) } }
    mutating func encode(_ value: Int16) throws { try write { $0.integer(Int64(value)) } }
    mutating func encode(_ value: Int32) throws { try write { $0.integer(Int64(value)) } }
    mutating func encode(_ value: Int64) throws { try write { $0.integer(Int64(value)) } }
    mutating func encode(_ value: UInt) throws { try write { $0.unsigned(UInt64(value)) } }
    mutating func encode(_ value: UInt8) throws { try write { $0.unsigned(UInt64(value)) } }
    mutating func encode(_ value: UInt16) throws { try write { $0.unsigned(UInt64(value)) } }
    mutating func encode(_ value: UInt32) throws { try write { $0.unsigned(UInt64(value)) } }
    mutating func encode(_ value: UInt64) throws { try write { $0.unsigned(UInt64(value)) } }

    mutating func encode<T: Encodable>(_ value: T) throws {
        try enter()
        try state.encode(value, depth: slot.depth + 1)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        nested().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        nested().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { nested() }

    /// The failure of an element stays in the state, since nothing can be thrown here.
    private func nested() -> ValueEncoder {
        try? enter()
        return ValueEncoder(
            state: state,
            slot: state.reserveSlot(depth: slot.depth + 1),
            type: Never.self
        )
    }
}
