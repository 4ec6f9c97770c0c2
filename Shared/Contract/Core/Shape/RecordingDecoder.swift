/// One run of one type's `init(from:)`, and what it asked for.
final class RecordingPass {
    /// The kinds of a choice, found when `kind` is asked for first.
    struct Choice {
        let name: String
        let type: Any.Type
        let values: [String]
    }

    let recording: Recording
    let name: String
    /// The kind that this run is about; nil in a type's first.
    let chosen: String?
    private(set) var fields: [FieldDescription] = []
    private(set) var choice: Choice?
    /// Set if the type is coded as one value instead of a map.
    var single: Shape?
    private var optional: Set<String> = []
    private let rules: [String: FieldRule]

    init(_ recording: Recording, _ type: Any.Type, name: String, chosen: String?) {
        self.recording = recording
        self.name = name
        self.chosen = chosen
        rules = (type as? any Message.Type)?.rules ?? [:]
    }

    func error(_ problem: String, at key: String? = nil) -> RecordingError {
        RecordingError(path: key.map { "\(name).\($0)" } ?? name, problem: problem)
    }

    /// The message asks whether the field is there: it can do without.
    func markOptional(_ key: String) {
        optional.insert(key)
    }

    func required<T: Decodable>(_ type: T.Type, _ key: String) throws -> T {
        if let kind = try kind(type, key) { return kind }
        let recorded = try recording.record(type, hint: key)
        add(key, recorded.shape, isRequired: !optional.contains(key))
        return fitting(recorded.example, key)
    }

    func ifPresent<T: Decodable>(_ type: T.Type, _ key: String) throws -> T? {
        let (shape, example) = try recording.recordOrPostpone(type, hint: key)
        add(key, shape, isRequired: false)
        return example.map { fitting($0, key) }
    }

    /// An example that keeps the field's rule.
    private func fitting<T>(_ example: T, _ key: String) -> T {
        if let least = rules[key]?.minimum, let number = example as? any FixedWidthInteger {
            return raised(number, to: least) as? T ?? example
        }
        if let least = rules[key]?.minimumCharacters, let text = example as? String {
            var longer = text
            while longer.count < least { longer += text }
            return longer as? T ?? example
        }
        return example
    }

    private func raised<I: FixedWidthInteger>(_ number: I, to least: Int64) -> Any {
        max(number, I(clamping: least))
    }

    private func add(_ key: String, _ shape: Shape, isRequired: Bool) {
        guard !fields.contains(where: { $0.name == key }) else { return }
        fields.append(
            FieldDescription(
                name: key,
                shape: shape,
                isRequired: isRequired,
                rule: rules[key]
            )
        )
    }

    /// Answers the question for `kind` if it is the first of a choice.
    private func kind<T>(_ type: T.Type, _ key: String) throws -> T? {
        guard key == "kind", fields.isEmpty, choice == nil,
            let enumeration = type as? any (CaseIterable & RawRepresentable).Type,
            let values = Recording.values(of: enumeration), let first = values.first
        else { return nil }
        choice = Choice(name: Recording.name(of: type), type: type, values: values)
        return value(of: enumeration, chosen ?? first) as? T
    }

    private func value<E: CaseIterable & RawRepresentable>(of type: E.Type, _ text: String) -> Any?
    {
        type.allCases.first { $0.rawValue as? String == text }
    }
}

/// A decoder that holds nothing and writes down what it is asked.
struct RecordingDecoder: Decoder {
    private let pass: RecordingPass

    init(_ pass: RecordingPass) {
        self.pass = pass
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RecordingKeyedContainer<Key>(pass: pass))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw pass.error("a message is a map: no unkeyed containers")
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        RecordingSingleValueContainer(pass: pass)
    }
}

private struct RecordingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let pass: RecordingPass

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        pass.markOptional(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        pass.markOptional(key.stringValue)
        return false
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try pass.required(type, key.stringValue)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        try pass.ifPresent(type, key.stringValue)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw pass.error("a type of its own instead of a nested container", at: key.stringValue)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw pass.error("an array instead of a nested container", at: key.stringValue)
    }

    func superDecoder() throws -> any Decoder {
        throw pass.error("a structure instead of inheritance")
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        throw pass.error("a structure instead of inheritance", at: key.stringValue)
    }
}

private struct RecordingSingleValueContainer: SingleValueDecodingContainer {
    let pass: RecordingPass

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let recorded = try pass.recording.record(type, hint: "text")
        pass.single = recorded.shape
        return recorded.example
    }
}
