/// The encoder that a value is given: 24 bytes, so that `any Encoder` needs no allocation.
struct ValueEncoder: Encoder {
    let state: EncodeState
    let slot: Slot
    let type: any Any.Type

    var codingPath: [any CodingKey] { state.path }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        state.open(slot, isMap: true)
        return KeyedEncoder<Key>.open(state, slot)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if DictionaryOfAnyKey.contains(type) {
            state.fail("a dictionary whose keys are no text")
        }
        state.open(slot, isMap: false)
        return UnkeyedEncoder(state: state, slot: slot)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
    @inline(__always)
    private func write(_ body: (inout ByteOutput) -> Void) throws {
        if state.isFree(slot) {
            body(&state.output)
        } else {
            state.fail("a second value in the same place")
        }
        try state.check()
    }

    func encodeNil() throws { try write { $0.null() } }
    func encode(_ value: Bool) throws { try write { $0.bool(value) } }
    func encode(_ value: String) throws { try write { $0.text(value) } }
    func encode(_ value: Double) throws { try write { $0.double(value) } }
    func encode(_ value: Float) throws { try write { $0.double(Double(value)) } }
    func encode(_ value: Int) throws { try write { $0.integer(Int64(value)) } }
    func encode(_ value: Int8) throws { try write { $0.integer(Int64(value)) } }
    func encode(_ value: Int16) throws { try write { $0.integer(Int64(value)) } }
    func encode(_ value: Int32) throws { try write { $0.integer(Int64(value)) } }
    func encode(_ value: Int64) throws { try write { $0.integer(value) } }
    func encode(_ value: UInt) throws { try write { $0.unsigned(UInt64(value)) } }
    func encode(_ value: UInt8) throws { try write { $0.unsigned(UInt64(value)) } }
    func encode(_ value: UInt16) throws { try write { $0.unsigned(UInt64(value)) } }
    func encode(_ value: UInt32) throws { try write { $0.unsigned(UInt64(value)) } }
    func encode(_ value: UInt64) throws { try write { $0.unsigned(value) } }

    func encode<T: Encodable>(_ value: T) throws {
        guard state.isFree(slot) else {
            state.fail("a second value in the same place")
            return try state.check()
        }
        try state.encode(value, depth: slot.depth)
    }
}
