import OctopusClient
import Testing

import struct FoundationEssentials.UUID

struct ShapeRecorderTests {
    @Test func `A field that may be absent is optional, every other one required`() throws {
        let fields = try fields(of: Everyday.self)
        #expect(fields.filter(\.isRequired).map(\.name) == ["text", "count", "small", "levels"])
        #expect(fields.filter { !$0.isRequired }.map(\.name) == ["note", "madeAt", "tenant"])
    }

    @Test func `Each sort of leaf has its shape`() throws {
        let shapes = Dictionary(
            uniqueKeysWithValues: try fields(of: Everyday.self).map { ($0.name, $0.shape) }
        )
        #expect(shapes["text"] == .text)
        #expect(shapes["count"] == .integer(minimum: .min, maximum: .max))
        #expect(shapes["small"] == .integer(minimum: 0, maximum: 255))
        #expect(shapes["levels"] == .dictionary(.array(.named("Level"))))
        #expect(shapes["madeAt"] == .instant)
        #expect(shapes["tenant"] == .uuid("TenantID"))
    }

    @Test func `A choice has the fields of each kind, also where it contains itself`() throws {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(Rule.self)
        let type = try #require(recorder.types.first { .named($0.name) == shape })
        let rule = FieldDescription(name: "rule", shape: shape, isRequired: true)
        let rules = FieldDescription(name: "rules", shape: .array(shape), isRequired: true)
        let least = FieldDescription(
            name: "least",
            shape: .integer(minimum: .min, maximum: .max),
            isRequired: true
        )
        #expect(
            type.form
                == .choice([
                    ChoiceCase(value: "not", fields: [rule]),
                    ChoiceCase(value: "all", fields: [rules]),
                    ChoiceCase(value: "points", fields: [least]),
                ])
        )
    }

    @Test func `A structure whose first field is called kind is no choice`() throws {
        #expect(try fields(of: Kinded.self).map(\.name) == ["kind", "text"])
    }

    @Test func `A structure that contains itself is described once`() throws {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(Tree.self)
        #expect(recorder.types.count == 1)
        let children = FieldDescription(name: "children", shape: .array(shape), isRequired: true)
        #expect(recorder.types.first?.form == .fields([children]))
    }

    @Test func `An example has every optional field and an element in each array`() throws {
        let example = try ShapeRecorder.example(of: Everyday.self)
        #expect(example.note == "note")
        #expect(example.madeAt != nil)
        #expect(example.levels["key"]?.count == 1)
    }

    @Test func `Each broken convention is named with its field`() {
        #expect(
            problem(of: Broken<Int?>.self).hasSuffix(
                "value: absent instead of null: no optionals in here"
            )
        )
        #expect(problem(of: Broken<Set<String>>.self).contains("array instead of a Set"))
        #expect(problem(of: BrokenKeys.self).contains("texts as keys"))
        #expect(problem(of: Numbered.self).contains("texts as raw values"))
        #expect(problem(of: Nested.self).contains("Nested.inner"))
    }

    private func fields<T: Decodable>(of type: T.Type) throws -> [FieldDescription] {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(type)
        let described = recorder.types.first { .named($0.name) == shape }
        guard case .fields(let fields) = described?.form else { return [] }
        return fields
    }

    private func problem<T: Decodable>(of type: T.Type) -> String {
        do {
            _ = try ShapeRecorder.shape(of: type)
            return "none"
        } catch {
            return "\(error)"
        }
    }
}

private struct Everyday: Message {
    let text: String
    let count: Int64
    let small: UInt8
    let levels: [String: [Level]]
    let note: String?
    let madeAt: Instant?
    let tenant: TenantID?
}

private indirect enum Rule: Message {
    case not(Rule)
    case all([Rule])
    case points(least: Int)

    enum Kind: String, Codable, CaseIterable { case not, all, points }
    enum CodingKeys: String, CodingKey { case kind, rule, rules, least }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .not: self = .not(try container.decode(Rule.self, forKey: .rule))
        case .all: self = .all(try container.decode([Rule].self, forKey: .rules))
        case .points: self = .points(least: try container.decode(Int.self, forKey: .least))
        }
    }

    func encode(to encoder: any Encoder) throws {}
}

private struct Kinded: Message {
    let kind: Level
    let text: String
}

private struct Tree: Message {
    let children: [Tree]
}

private struct Broken<Value: Codable & Hashable & Sendable>: Message {
    let value: [Value]
}

private struct BrokenKeys: Message {
    let value: [Int: String]
}

private struct Numbered: Message {
    enum Number: Int, Codable, CaseIterable { case one = 1 }
    let number: Number
}

private struct Nested: Message {
    enum CodingKeys: String, CodingKey { case inner }

    init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: CodingKeys.self).nestedUnkeyedContainer(forKey: .inner)
    }

    func encode(to encoder: any Encoder) throws {}
}
