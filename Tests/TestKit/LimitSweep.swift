import OctopusCBOR
package import OctopusContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Tries every limit that the requests of some methods declare, as `Describe` tells it: what is at
/// the limit is taken, what is beyond is refused by its path and rule.
package struct LimitSweep {
    /// How many limits were tried.
    package private(set) var count = 0
    /// What is not as it is declared.
    package private(set) var faults: [String] = []

    package init(of methods: [any Method.Type]) throws {
        for method in methods { try sweep(method) }
    }

    private mutating func sweep<M: Method>(_ method: M.Type) throws {
        let recorder = ShapeRecorder()
        guard case .named(let root) = try recorder.record(M.Request.self) else { return }
        let forms = Dictionary(uniqueKeysWithValues: recorder.types.map { ($0.name, $0.form) })
        let example = try CBOREncoder().encode(ShapeRecorder.example(of: M.Request.self))
        let tree = try CBORDecoder().decode(Tree.self, from: example)
        for place in Self.places(in: root, forms, tree, path: []) {
            count += 1
            for attempt in Attempt.all(of: place.rule) {
                let changed = try CBOREncoder().encode(tree.setting(attempt.value, at: place.path))
                let request = try CBORDecoder().decode(M.Request.self, from: changed)
                let path = place.path.joined(separator: ".") + attempt.suffix
                let broken = Self.rule(broken: path, in: request)
                guard broken != attempt.expected else { continue }
                let words = "\(attempt.words) broke \(broken ?? "nothing")"
                faults.append("\(M.declaration.name) \(path): \(words)")
            }
        }
    }

    private static func rule(broken path: String, in request: some Message) -> String? {
        do {
            try FieldCheck.check(request)
            return nil
        } catch {
            guard error.reason == .invalid else { return error.reason.word }
            return error.violations.first { $0.path == path }?.rule
        }
    }

    private struct Place {
        let path: [String]
        let rule: FieldRule
    }

    /// The fields with rules, as far as the example has them.
    private static func places(
        in type: String,
        _ forms: [String: TypeForm],
        _ tree: Tree,
        path: [String]
    ) -> [Place] {
        guard case .map(let values) = tree else { return [] }
        let fields: [FieldDescription]
        switch forms[type] {
        case .fields(let all): fields = all
        case .choice(let cases):
            fields = cases.first { .text($0.value) == values["kind"] }?.fields ?? []
        case .enumeration, nil: fields = []
        }
        return fields.flatMap { field -> [Place] in
            let path = path + [field.name]
            if let rule = field.rule { return [Place(path: path, rule: rule)] }
            guard case .named(let inner) = field.shape, let value = values[field.name] else {
                return []
            }
            return places(in: inner, forms, value, path: path)
        }
    }
}

/// A value at or beyond a limit, and the rule that it should break.
private struct Attempt {
    let words: String
    let value: Tree
    let expected: String?
    var suffix = ""

    static func all(of rule: FieldRule) -> [Attempt] {
        if let numbers = rule.numbers { return self.numbers(numbers) }
        guard let text = rule.texts else { return [] }
        guard let counts = rule.counts else { return texts(text) }
        let one = Tree.text("x")
        let many = Int(counts.upperBound)
        return [
            Attempt(
                words: "the most",
                value: .list(Array(repeating: one, count: many)),
                expected: nil
            ),
            Attempt(
                words: "one more",
                value: .list(Array(repeating: one, count: many + 1)),
                expected: "count"
            ),
            Attempt(
                words: "too few",
                value: .list([]),
                expected: counts.contains(0) ? nil : "count"
            ),
        ]
            + texts(text).map {
                Attempt(
                    words: $0.words,
                    value: .list([$0.value]),
                    expected: $0.expected,
                    suffix: $0.expected == nil ? "" : "[0]"
                )
            }
    }

    private static func numbers(_ range: ClosedRange<Int64>) -> [Attempt] {
        [
            Attempt(words: "the least", value: .number(range.lowerBound), expected: nil),
            Attempt(words: "the most", value: .number(range.upperBound), expected: nil),
            Attempt(words: "one less", value: .number(range.lowerBound - 1), expected: "range"),
            Attempt(words: "one more", value: .number(range.upperBound + 1), expected: "range"),
        ]
    }

    private static func texts(_ rule: TextRule) -> [Attempt] {
        let most = Int(rule.maximumCharacters ?? rule.maximumBytes)
        let marks = String(repeating: "\u{301}", count: (Int(rule.maximumBytes) + 1) / 2)
        var attempts = [
            Attempt(words: "the most", value: letters(most), expected: nil),
            Attempt(words: "one more", value: letters(most + 1), expected: "length"),
            Attempt(
                words: "one letter of many bytes",
                value: .text("a\(marks)"),
                expected: "length"
            ),
        ]
        if rule.maximumCharacters != nil {
            let wide = String(repeating: "\u{1F600}", count: most)
            attempts.append(Attempt(words: "the most, wide", value: .text(wide), expected: nil))
            attempts.append(Attempt(words: "nothing", value: .text(""), expected: "notBlank"))
            attempts.append(Attempt(words: "space", value: .text(" \u{A0} "), expected: "notBlank"))
        }
        return attempts
    }

    private static func letters(_ count: Int) -> Tree {
        .text(String(repeating: "x", count: count))
    }
}

/// A message without its type, to be changed.
private enum Tree: Codable, Equatable {
    case bool(Bool)
    case number(Int64)
    case double(Double)
    case text(String)
    case uuid(UUID)
    case bytes(Bytes)
    case list([Tree])
    case map([String: Tree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let uuid = try? container.decode(UUID.self) {
            self = .uuid(uuid)
        } else if let bytes = try? container.decode(Bytes.self) {
            self = .bytes(bytes)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let double = try? container.decode(Double.self) {
            self = .double(double)
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let list = try? container.decode([Tree].self) {
            self = .list(list)
        } else {
            self = .map(try container.decode([String: Tree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let bool): try container.encode(bool)
        case .number(let number): try container.encode(number)
        case .double(let double): try container.encode(double)
        case .text(let text): try container.encode(text)
        case .uuid(let uuid): try container.encode(uuid)
        case .bytes(let bytes): try container.encode(bytes)
        case .list(let list): try container.encode(list)
        case .map(let map): try container.encode(map)
        }
    }

    func setting(_ value: Tree, at path: [String]) -> Tree {
        guard let first = path.first, case .map(var map) = self else { return value }
        map[first] = (map[first] ?? .map([:])).setting(value, at: Array(path.dropFirst()))
        return .map(map)
    }
}
