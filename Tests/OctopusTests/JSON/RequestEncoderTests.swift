import OctopusCBOR
import OctopusClient
import OctopusServiceKit
import Testing

@testable import OctopusCommandLine

struct RequestEncoderTests {
    @Test func `Every message's example is the same bytes after it was JSON`() throws {
        for method in ContractIndex.methods {
            try Self.throughJSON(method)
        }
    }

    @Test(arguments: [
        (#"{"small":7}"#, "text, count missing in Sample"),
        (
            #"{"text":"a","count":1,"tetx":1}"#,
            "Sample has no field \"tetx\"; did you mean \"text\"?"
        ),
        (#"{"text":1,"count":1}"#, "text: a text is expected, not the number 1"),
        (#"{"text":"a","count":1.5}"#, "count: a whole number is expected, not 1.5"),
        (#"{"text":"a","count":1e3}"#, "count: a whole number is expected, not 1e3"),
        (#"{"text":"a","count":9223372036854775808}"#, "count: 9223372036854775808 is too large"),
        (#"{"text":"a","count":-9223372036854775809}"#, "count: -9223372036854775809 is too small"),
        (#"{"text":"a","count":1.0}"#, "count: a whole number is expected, not 1.0"),
        (#"{"text":"a","count":-1E2}"#, "count: a whole number is expected, not -1E2"),
        (#"{"text":"a","count":"1"}"#, "count: a whole number is expected, not a text"),
        (#"{"text":"a","count":1,"small":256}"#, "small: 256 is not in 0…255"),
        (#"{"text":"a","count":1,"at":"2026-12-31"}"#, "at: \"2026-12-31\" is a day"),
        (#"{"text":"a","count":1,"at":"2026-12-31T08:30:00"}"#, "at: \"2026-12-31T08:30:00\" does"),
        (
            #"{"text":"a","count":1,"at":1798761599}"#,
            "at: 1798761599 milliseconds since 1970 are 19"
        ),
        (#"{"text":"a","count":1,"at":-1}"#, "at: -1 milliseconds since 1970 are 1969-12-31"),
        (#"{"text":"a","count":1,"at":1.5}"#, "at: a whole number is expected, not 1.5"),
        (#"{"text":"a","count":1,"at":true}"#, "at: an instant as 2026-01-31T08:30:00Z"),
        (#"{"text":"a","count":1,"id":"x"}"#, "id: \"x\" is no UUID (TenantID)"),
        (#"{"text":"a","count":1,"at":"soon"}"#, "at: an instant as 2026-01-31T08:30:00Z"),
        (#"{"text":"a","count":1,"bytes":"%"}"#, "bytes: bytes are written as base64"),
        (#"{"text":"a","count":1,"level":"ful"}"#, "level: \"ful\" is none of view, update, full"),
        (#"{"text":"a","count":1,"lots":[{"n":1},{"n":"a"}]}"#, "lots[1].n: a whole number"),
        (
            #"{"text":"a","count":1,"rule":{}}"#,
            "rule: kind missing in Rule; it is one of not, least"
        ),
        (#"{"text":"a","count":1,"rule":{"kind":"or"}}"#, "rule.kind: one of not, least"),
        (
            #"{"text":"a","count":1,"rule":{"kind":"least","n":1,"rule":{}}}"#,
            "rule: Rule \"least\" has no field \"rule\""
        ),
        (#"{"text":null,"count":1}"#, "text: a text is expected, not null"),
        (#"[]"#, "an object (Sample) is expected, not an array"),
    ])
    func `What does not fit is refused with its path`(json: String, expected: String) throws {
        let value = try JSONParser.parse(json.utf8)
        let fault = #expect(throws: JSONFault.self) {
            try Self.encoder.encode(value, as: .named("Sample"))
        }
        #expect(
            fault.map { "\($0)" }?.hasPrefix(expected) == true,
            "\(fault.map { "\($0)" } ?? "")"
        )
    }

    @Test func `An optional field may be null or absent, which is the same`() throws {
        let absent = try Self.encode(#"{"text":"a","count":1}"#)
        #expect(try Self.encode(#"{"count":1,"text":"a","small":null}"#) == absent)
    }

    @Test func `The smallest, the largest and a negative nothing are whole numbers`() throws {
        for number in ["-9223372036854775808", "9223372036854775807", "-0"] {
            _ = try Self.encode(#"{"text":"a","count":\#(number)}"#)
        }
        let text = try Self.encode(#"{"text":"a","count":1,"at":"2026-12-31T23:59:59Z"}"#)
        #expect(try Self.encode(#"{"text":"a","count":1,"at":1798761599000}"#) == text)
    }

    @Test func `Endless nesting is refused`() throws {
        let json =
            String(repeating: #"{"kind":"not","rule":"#, count: 40) + "{}"
            + String(repeating: "}", count: 40)
        let value = try JSONParser.parse(json.utf8)
        let fault = #expect(throws: JSONFault.self) {
            try Self.encoder.encode(value, as: .named("Rule"))
        }
        #expect(fault?.message == "it is nested too deeply")
    }

    /// One seed, one run: whatever stands in the JSON, the answer is CBOR or a fault.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `Damaged JSON becomes a fault or well-formed CBOR`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = Array(
            #"{"text":"ač\u00e9","count":-12,"small":3,"at":"2026-01-31T08:30:00.250+01:00","bytes":"AQID","rule":{"kind":"not","rule":{"kind":"least","n":7}},"lots":[{"n":1}],"level":"full","more":{"x":1.5e3}}"#
                .utf8
        )
        let letters = Array(#"{}[]",:0123456789.eE+-\utfn "#.utf8)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = letters.randomElement(using: &random) ?? 0
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            guard let value = try? JSONParser.parse(bytes),
                let cbor = try? Self.encoder.encode(value, as: .named("Sample"))
            else { continue }
            #expect(throws: Never.self) {
                try ReplyDecoder(types: Self.types).decode(cbor, as: .named("Sample"))
            }
        }
    }

    static let types = TypeTable([
        TypeDescription(
            name: "Sample",
            form: .fields([
                field("text", .text), field("count", .integer(minimum: .min, maximum: .max)),
                field("small", .integer(minimum: 0, maximum: 255), isRequired: false),
                field("id", .uuid("TenantID"), isRequired: false),
                field("at", .instant, isRequired: false),
                field("bytes", .bytes, isRequired: false),
                field("level", .named("Level"), isRequired: false),
                field("lots", .array(.named("Lot")), isRequired: false),
                field("rule", .named("Rule"), isRequired: false),
                field("more", .dictionary(.double), isRequired: false),
            ])
        ),
        TypeDescription(name: "Level", form: .enumeration(["view", "update", "full"])),
        TypeDescription(name: "Lot", form: .fields([field("n", number)])),
        TypeDescription(
            name: "Rule",
            form: .choice([
                ChoiceCase(value: "not", fields: [field("rule", .named("Rule"))]),
                ChoiceCase(value: "least", fields: [field("n", number)]),
            ])
        ),
    ])

    static let encoder = RequestEncoder(types: types)
    private static let number = Shape.integer(minimum: .min, maximum: .max)

    private static func field(
        _ name: String,
        _ shape: Shape,
        isRequired: Bool = true
    ) -> FieldDescription {
        FieldDescription(name: name, shape: shape, isRequired: isRequired)
    }

    private static func encode(_ json: String) throws -> [UInt8] {
        try encoder.encode(JSONParser.parse(json.utf8), as: .named("Sample"))
    }

    private static func throughJSON<M: OctopusContract.Method>(_ method: M.Type) throws {
        try throughJSON(message: M.Request.self)
        try throughJSON(message: M.Reply.self)
    }

    private static func throughJSON<M: Message>(message: M.Type) throws {
        let recorder = ShapeRecorder()
        let shape = try recorder.record(M.self)
        let types = TypeTable(recorder.types)
        let bytes = try CBOREncoder().encode(ShapeRecorder.example(of: M.self))
        let json = try ReplyDecoder(types: types).decode(bytes, as: shape).pretty
        let again = try RequestEncoder(types: types).encode(JSONParser.parse(json.utf8), as: shape)
        #expect(again == bytes, "\(M.self): \(json)")
        let example = ExampleJSON(types: types).example(of: shape)
        #expect(throws: Never.self, "\(M.self)") {
            try RequestEncoder(types: types).encode(example, as: shape)
        }
    }
}
