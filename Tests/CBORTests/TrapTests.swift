import OctopusCBOR
import FoundationEssentials
import Testing

/// What Codable lets a type do that a single buffer can't simply follow.
struct TrapTests {
    private enum Keys: String, CodingKey { case a, b, c }

    /// Encodes by a closure, to misuse coders in ways that no synthesised type does.
    private struct Encoding: Encodable {
        let body: (any Encoder) throws -> Void
        func encode(to encoder: any Encoder) throws { try body(encoder) }
    }

    private struct Decoding: Decodable {
        static var keys: [String] { ["a", "b", "c"] }
        let kept: any Decoder
        init(from decoder: any Decoder) throws { kept = decoder }
    }

    private func item(_ body: @escaping (any Encoder) throws -> Void) throws -> Item {
        let bytes = try CBOREncoder().encode(Encoding(body: body))
        return try CBORReader.reading(bytes) { reader in
            let item = try Item(from: &reader)
            try reader.finish()
            return item
        }
    }

    private func fault(_ value: some Encodable) -> CBORError? {
        #expect(throws: CBORError.self) { try CBOREncoder().encode(value) }
    }

    @Test func `integer-looking keys of a dictionary stay two keys`() throws {
        let value = ["012": 1, "12": 2]
        let bytes = try CBOREncoder().encode(value)
        #expect(try CBORDecoder().decode([String: Int].self, from: bytes) == value)
    }

    @Test func `a dictionary with integer keys is a map of their digits, and nothing is lost`()
        throws
    {
        let value = [1: "a", -12: "b"]
        let bytes = try CBOREncoder().encode(value)
        #expect(try CBORDecoder().decode([Int: String].self, from: bytes) == value)
        let twice: Item = ["m": ["12": "a", "012": "b"]]
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder().decode([String: [Int: String]].self, from: twice.encoded)
        }
        #expect(error?.path == "m.012")
    }

    @Test func `a dictionary that would become an alternating array is refused both ways`() {
        let error = fault(["m": [[UUID(): 1]]])
        #expect(error?.fault == .unsupported("a dictionary whose keys are no text"))
        #expect(error?.path == "m[0]")
        let read = #expect(throws: CBORError.self) {
            let bytes: Item = ["m": [.tag(37, .bytes(.init(repeating: 1, count: 16))), 1]]
            return try CBORDecoder().decode([String: [UUID: Int]].self, from: bytes.encoded)
        }
        #expect(read?.path == "m")
    }

    @Test func `nested containers one after the other are written`() throws {
        let written = try item { encoder in
            var outer = encoder.container(keyedBy: Keys.self)
            var inner = outer.nestedContainer(keyedBy: Keys.self, forKey: .a)
            try inner.encode(1, forKey: .b)
            var list = outer.nestedUnkeyedContainer(forKey: .b)
            try list.encode("x")
            _ = list.nestedUnkeyedContainer()
            var last = list.nestedContainer(keyedBy: Keys.self)
            try last.encode(2, forKey: .c)
            #expect(list.count == 3)
            try outer.encode(3, forKey: .c)
        }
        #expect(written == ["a": ["b": 1], "b": ["x", [], ["c": 2]], "c": 3])
    }

    @Test func `containers written alternately are refused, even if the type hides it`() {
        let error = fault(
            [
                "x": Encoding { encoder in
                    var outer = encoder.container(keyedBy: Keys.self)
                    var inner = outer.nestedContainer(keyedBy: Keys.self, forKey: .a)
                    try inner.encode(1, forKey: .b)
                    try outer.encode(2, forKey: .b)
                    try? inner.encode(3, forKey: .c)
                }
            ])
        #expect(error?.fault == .unsupported("containers that are written alternately"))
        #expect(error?.path == "x.b")
    }

    @Test func `two containers of one coder are one`() throws {
        let written = try item { encoder in
            var first = encoder.container(keyedBy: Keys.self)
            try first.encode(1, forKey: .a)
            var second = encoder.container(keyedBy: Keys.self)
            try second.encode(2, forKey: .b)
            try first.encode(3, forKey: .c)
        }
        #expect(written == ["a": 1, "b": 2, "c": 3])
    }

    @Test func `two sorts of containers, or two values, are refused`() {
        let mixed = fault(
            Encoding { encoder in
                var map = encoder.container(keyedBy: Keys.self)
                try map.encode(1, forKey: .a)
                _ = encoder.unkeyedContainer()
            }
        )
        #expect(
            mixed?.fault == .unsupported("a value that is written both as a map and as an array")
        )
        let twice = fault(
            Encoding { encoder in
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            }
        )
        #expect(twice?.fault == .unsupported("a second value in the same place"))
        let late = fault(
            Encoding { encoder in
                var container = encoder.singleValueContainer()
                try container.encode(1)
                _ = encoder.unkeyedContainer()
            }
        )
        #expect(
            late?.fault == .unsupported("a container that is opened after another value was begun")
        )
    }

    @Test func `a class and its parent come back through the super coders`() throws {
        class Animal: Codable {
            var name = "cat"
        }
        final class Pet: Animal {
            var owner = "me"
            private enum CodingKeys: CodingKey { case owner }

            override init() { super.init() }

            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                owner = try container.decode(String.self, forKey: .owner)
                try super.init(from: container.superDecoder())
            }

            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try super.encode(to: container.superEncoder())
                try container.encode(owner, forKey: .owner)
            }
        }
        let pet = Pet()
        (pet.name, pet.owner) = ("tom", "jerry")
        let bytes = try CBOREncoder().encode([pet])
        let item: Item = [["super": ["name": "tom"], "owner": "jerry"]]
        #expect(bytes == item.encoded)
        let back = try CBORDecoder().decode([Pet].self, from: bytes)
        #expect(back.map(\.name) == ["tom"])
        #expect(back.map(\.owner) == ["jerry"])
    }

    @Test func `a super coder that is not used leaves an empty map`() throws {
        let written = try item { encoder in
            var map = encoder.container(keyedBy: Keys.self)
            _ = map.superEncoder(forKey: .a)
            _ = map.superEncoder()
            var list = map.nestedUnkeyedContainer(forKey: .b)
            _ = list.superEncoder()
            try list.superEncoder().singleValueEncoding(5)
        }
        #expect(written == ["a": [:], "super": [:], "b": [[:], 5]])
    }

    @Test func `a failure that a type swallows still fails the message`() {
        struct Failure: Error {}
        let error = fault(
            Encoding { encoder in
                var map = encoder.container(keyedBy: Keys.self)
                try? map.encode(Encoding { _ in throw Failure() }, forKey: .a)
                try? map.encode(1, forKey: .b)
            }
        )
        #expect(error?.path == "a")
        #expect(throws: Failure.self) {
            try CBOREncoder().encode(Encoding { _ in throw Failure() })
        }
    }

    @Test func `a value deeper than a reader accepts is not written`() {
        indirect enum Tree: Codable { case leaf, node(Tree) }
        let tree = (0..<40).reduce(Tree.leaf) { inner, _ in .node(inner) }
        #expect(fault(tree)?.fault == .nestingTooDeep(limit: 32))
    }

    @Test func `a decoder that outlives the call reads nothing`() throws {
        let kept = try CBORDecoder().decode(Decoding.self, from: [0xA0]).kept
        #expect(throws: CBORError.self) { try kept.container(keyedBy: Keys.self) }
        #expect(throws: CBORError.self) { try kept.singleValueContainer().decode(Int.self) }
        #expect(throws: CBORError.self) { try kept.unkeyedContainer() }
    }

    @Test func `nested containers can be read in any order`() throws {
        struct Message: Decodable {
            init(from decoder: any Decoder) throws {
                let map = try decoder.container(keyedBy: Keys.self)
                var list = try map.nestedUnkeyedContainer(forKey: .c)
                let inner = try map.nestedContainer(keyedBy: Keys.self, forKey: .a)
                #expect(list.count == nil)
                #expect(try list.decode(Int.self) == 1)
                #expect(try inner.decode(String.self, forKey: .b) == "x")
                #expect(try list.decodeNil())
                #expect(try list.nestedContainer(keyedBy: Keys.self).allKeys == [.a])
                #expect(try list.superDecoder().singleValueContainer().decode(Bool.self))
                #expect(list.isAtEnd)
                #expect(list.currentIndex == 4)
                #expect(try map.decodeNil(forKey: .b))
            }
        }
        let bytes = [UInt8](hex: "a3 6161 a1 6162 6178 6162 f6 6163 9f 01 f6 a1616101 f5 ff")
        _ = try CBORDecoder().decode(Message.self, from: bytes)
    }

    @Test func `a refusal by a type's own rules bears the path`() {
        struct Even: Decodable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                guard try container.decode(Int.self) % 2 == 0 else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "odd")
                }
            }
        }
        let item: Item = ["a": [2, 4, 5]]
        let error = #expect(throws: CBORError.self) {
            try CBORDecoder().decode([String: [Even]].self, from: item.encoded)
        }
        #expect(error?.path == "a[2]")
        #expect(error?.fault == .invalidValue("odd"))
    }
}

extension Encoder {
    fileprivate func singleValueEncoding(_ value: Int) throws {
        var container = singleValueContainer()
        try container.encode(value)
    }
}
