import FoundationEssentials
import GRDB

/// The values of a record, in the order of its properties.
///
/// What is often written is `DatabaseValueConvertible`; other values go through JSON.
final class RecordValues: Encoder {
    private(set) var properties: [String] = []
    private(set) var values: [DatabaseValue] = []
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ record: some StoredRecord) throws { try record.encode(to: self) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Columns(values: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        preconditionFailure("a record has columns")
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        preconditionFailure("a record has columns")
    }

    fileprivate func add(_ value: (some DatabaseValueConvertible)?, _ key: some CodingKey) {
        properties.append(key.stringValue)
        values.append(value?.databaseValue ?? .null)
    }

    fileprivate func addAny(_ value: some Encodable, _ key: some CodingKey) throws {
        properties.append(key.stringValue)
        if let value = value as? any DatabaseValueConvertible {
            values.append(value.databaseValue)
        } else {
            values.append(try Self.json(value))
        }
    }

    /// A text, a number or a truth alone lies there as itself, all else as JSON.
    private static func json(_ value: some Encodable) throws -> DatabaseValue {
        let encoder = JSONEncoder()
        // The same value is the same text.
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(value)
        if data.first == UInt8(ascii: "[") || data.first == UInt8(ascii: "{") {
            return String(decoding: data, as: UTF8.self).databaseValue
        }
        let decoder = JSONDecoder()
        if let text = try? decoder.decode(String.self, from: data) { return text.databaseValue }
        if let truth = try? decoder.decode(Bool.self, from: data) { return truth.databaseValue }
        if let number = try? decoder.decode(Int64.self, from: data) { return number.databaseValue }
        return try decoder.decode(Double.self, from: data).databaseValue
    }
}

/// What a synthesized `encode(to:)` writes to; what is nil is written, too.
private struct Columns<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let values: RecordValues
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { values.add(Int64?.none, key) }
    func encode(_ value: Bool, forKey key: Key) { values.add(value, key) }
    func encode(_ value: String, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Double, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Float, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Int, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Int8, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Int16, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Int32, forKey key: Key) { values.add(value, key) }
    func encode(_ value: Int64, forKey key: Key) { values.add(value, key) }
    func encode(_ value: UInt, forKey key: Key) { values.add(value, key) }
    func encode(_ value: UInt8, forKey key: Key) { values.add(value, key) }
    func encode(_ value: UInt16, forKey key: Key) { values.add(value, key) }
    func encode(_ value: UInt32, forKey key: Key) { values.add(value, key) }
    func encode(_ value: UInt64, forKey key: Key) { values.add(value, key) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try values.addAny(value, key) }

    func encodeIfPresent(_ value: Bool?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) { values.add(value, key) }
    func encodeIfPresent(_ value: (some Encodable)?, forKey key: Key) throws {
        guard let value else { return encodeNil(forKey: key) }
        try values.addAny(value, key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("a column has one value")
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        preconditionFailure("a column has one value")
    }

    func superEncoder() -> any Encoder { values }

    func superEncoder(forKey key: Key) -> any Encoder { values }
}
