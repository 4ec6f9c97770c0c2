import OctopusCBOR

import struct FoundationEssentials.UUID

/// What has been recorded so far, and how each sort of type is recorded.
///
/// It belongs to one thread, as every decoder does.
final class Recording {
    /// In the order in which they were met.
    private(set) var names: [String] = []
    private(set) var forms: [String: TypeForm] = [:]
    private var owners: [String: ObjectIdentifier] = [:]
    private var examples: [ObjectIdentifier: Any] = [:]
    private var open: Set<ObjectIdentifier> = []
    private var postponed: [() throws -> Void] = []

    func record<T: Decodable>(_ type: T.Type, hint: String) throws -> Recorded<T> {
        if let leaf = Leaf.recorded(type, hint: hint) { return leaf }
        if let collection = type as? any RecordedCollection.Type {
            return try cast(try collection.record(in: self, hint: hint))
        }
        if let enumeration = type as? any (CaseIterable & RawRepresentable).Type {
            return try cast(try recordEnumeration(enumeration, type))
        }
        return try recordMessage(type)
    }

    /// Records what had to wait for the example of a type that contains it.
    func finish() throws {
        while !postponed.isEmpty {
            let again = postponed
            postponed = []
            for record in again { try record() }
        }
    }

    /// Records a type whose value may be missing: nil if it is still being made further out.
    func recordOrPostpone<T: Decodable>(_ type: T.Type, hint: String) throws -> (Shape, T?) {
        do {
            let recorded = try record(type, hint: hint)
            return (recorded.shape, recorded.example)
        } catch is Unfinished {
            postponed.append { [self] in _ = try record(type, hint: hint) }
            return (.named(Self.name(of: type)), nil)
        }
    }

    /// The values of a string enumeration.
    static func values<E: CaseIterable & RawRepresentable>(of type: E.Type) -> [String]? {
        let values = type.allCases.compactMap { $0.rawValue as? String }
        return values.count == type.allCases.count ? values : nil
    }

    /// The name of a type in the contract: without its module, `Page<X>` as `Page.X`.
    static func name(of type: Any.Type) -> String {
        var name = ""
        for part in String(reflecting: type).split(whereSeparator: { "<>, ".contains($0) }) {
            let withoutModule = part.split(separator: ".", maxSplits: 1).last ?? part
            name += (name.isEmpty ? "" : ".") + withoutModule
        }
        return name
    }

    private func recordEnumeration<E: CaseIterable & RawRepresentable>(
        _ type: E.Type,
        _ decoded: Any.Type
    ) throws -> Recorded<Any> {
        let name = Self.name(of: type)
        guard let values = Self.values(of: type), let first = type.allCases.first else {
            throw RecordingError(path: name, problem: "an enumeration has texts as raw values")
        }
        try define(name, as: .enumeration(values), of: type)
        return Recorded(shape: .named(name), example: first)
    }

    private func recordMessage<T: Decodable>(_ type: T.Type) throws -> Recorded<T> {
        let identity = ObjectIdentifier(type)
        let name = Self.name(of: type)
        if let example = examples[identity] as? T {
            return Recorded(shape: .named(name), example: example)
        }
        guard !open.contains(identity) else { throw Unfinished(name: name) }
        open.insert(identity)
        defer { open.remove(identity) }

        let pass = RecordingPass(self, type, name: name, chosen: nil)
        let first = Result { try type.init(from: RecordingDecoder(pass)) }
        if let choice = pass.choice {
            return try recordChoice(type, name: name, choice)
        }
        let example = try first.get()
        if let shape = pass.single {
            return Recorded(shape: shape, example: example)
        }
        try define(name, as: .fields(pass.fields), of: type)
        examples[identity] = example
        return Recorded(shape: .named(name), example: example)
    }

    /// Decodes once for each kind.
    ///
    /// A kind that contains the choice itself is tried again when another kind has given an example.
    private func recordChoice<T: Decodable>(
        _ type: T.Type,
        name: String,
        _ choice: RecordingPass.Choice
    ) throws -> Recorded<T> {
        let identity = ObjectIdentifier(type)
        var fields: [String: [FieldDescription]] = [:]
        var pending = choice.values
        var example: T?
        while !pending.isEmpty {
            let before = pending.count
            for value in pending {
                let pass = RecordingPass(self, type, name: "\(name)(\(value))", chosen: value)
                do {
                    let made = try type.init(from: RecordingDecoder(pass))
                    example = example ?? made
                    examples[identity] = example
                    fields[value] = pass.fields
                } catch is Unfinished { continue }
            }
            pending.removeAll { fields[$0] != nil }
            if pending.count == before { throw Unfinished(name: name) }
        }
        let cases = choice.values.map { ChoiceCase(value: $0, fields: fields[$0] ?? []) }
        if let first = cases.first, cases.allSatisfy({ $0.fields == first.fields }) {
            // Not a choice: a map whose first field happens to be called `kind`.
            try define(choice.name, as: .enumeration(choice.values), of: choice.type)
            let kind = FieldDescription(name: "kind", shape: .named(choice.name), isRequired: true)
            try define(name, as: .fields([kind] + first.fields), of: type)
        } else {
            try define(name, as: .choice(cases), of: type)
        }
        return try cast(Recorded(shape: .named(name), example: example as Any))
    }

    private func define(_ name: String, as form: TypeForm, of type: Any.Type) throws {
        if let owner = owners[name], owner != ObjectIdentifier(type) {
            throw RecordingError(path: name, problem: "two types have this name")
        }
        guard forms[name] == nil else { return }
        try LimitCheck.check(type, name: name, form)
        owners[name] = ObjectIdentifier(type)
        names.append(name)
        forms[name] = form
    }

    private func cast<T>(_ recorded: Recorded<Any>) throws -> Recorded<T> {
        guard let example = recorded.example as? T else {
            throw RecordingError(path: "\(T.self)", problem: "no example could be made")
        }
        return Recorded(shape: recorded.shape, example: example)
    }
}

/// The types that are not asked about but known.
private enum Leaf {
    static func recorded<T>(_ type: T.Type, hint: String) -> Recorded<T>? {
        guard let (shape, value) = known(type, hint: hint), let example = value as? T else {
            return nil
        }
        return Recorded(shape: shape, example: example)
    }

    private static func known(_ type: Any.Type, hint: String) -> (Shape, Any)? {
        switch type {
        case is String.Type: (.text, hint)
        case is Bool.Type: (.boolean, true)
        case is Double.Type: (.double, 1.5)
        case is UUID.Type: (.uuid(nil), exampleUUID)
        case is Instant.Type: (.instant, Instant(milliseconds: 1_767_225_600_000))
        case is Bytes.Type: (.bytes, Bytes([1, 2, 3]))
        case let type as any (FixedWidthInteger & Decodable).Type: integer(type)
        case let type as any TypedID.Type: (.uuid(type.name), type.init(exampleUUID))
        case let type as any SelfDescribing.Type: (type.shape, type.example)
        default: nil
        }
    }

    private static func integer<I: FixedWidthInteger>(_ type: I.Type) -> (Shape, Any)? {
        // What exceeds Int64 has no place in the contract; no leaf, so that recording it fails.
        type.bitWidth < 64 || type.isSigned ? (.integer(type), I(1)) : nil
    }

    private static let exampleUUID = UUID(
        uuid: (1, 0x9B, 0x76, 0xDA, 0xA8, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1)
    )
}

/// An array or a dictionary, which records its element instead of being decoded.
private protocol RecordedCollection {
    static func record(in recording: Recording, hint: String) throws -> Recorded<Any>
}

extension Array: RecordedCollection where Element: Decodable {
    static func record(in recording: Recording, hint: String) throws -> Recorded<Any> {
        let (shape, element) = try recording.recordOrPostpone(Element.self, hint: hint)
        return Recorded(shape: .array(shape), example: element.map { [$0] } ?? [])
    }
}

extension Dictionary: RecordedCollection where Key: Decodable, Value: Decodable {
    static func record(in recording: Recording, hint: String) throws -> Recorded<Any> {
        guard Key.self == String.self, let key = "key" as? Key else {
            throw RecordingError(
                path: hint,
                problem: "a dictionary has texts as keys, not \(Key.self)"
            )
        }
        let (shape, value) = try recording.recordOrPostpone(Value.self, hint: hint)
        let example: [Key: Value] = value.map { [key: $0] } ?? [:]
        return Recorded(shape: .dictionary(shape), example: example)
    }
}

extension Optional: RecordedCollection where Wrapped: Decodable {
    static func record(in recording: Recording, hint: String) throws -> Recorded<Any> {
        throw RecordingError(path: hint, problem: "absent instead of null: no optionals in here")
    }
}

extension Set: RecordedCollection where Element: Decodable {
    static func record(in recording: Recording, hint: String) throws -> Recorded<Any> {
        throw RecordingError(path: hint, problem: "an array instead of a Set")
    }
}
