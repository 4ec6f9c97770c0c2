import Testing

@testable import OctopusCommandLine

struct JSONTests {
    @Test(arguments: [
        (#"{"a":[1,-2.50e3,true,null,"x"],"b":{}}"#, #"{"a":[1,-2.50e3,true,null,"x"],"b":{}}"#),
        (#" [ ] "#, "[]"),
        (#""\u010d\ud83d\ude00\n\/""#, #""č😀\n/""#),
        ("9223372036854775807", "9223372036854775807"),
        ("-0", "-0"), ("\u{FEFF}{\r\n\t\"a\" : 1\r\n}\r\n", #"{"a":1}"#),
        ("1e400", "1e400"), ("-0.0", "-0.0"), (#""\ufeff""#, "\"\u{FEFF}\""),
    ])
    func `What is read is written as it was`(text: String, expected: String) throws {
        #expect(try JSONParser.parse(text.utf8).compact == expected)
    }

    @Test(arguments: [
        ("", "ends too early"), ("{", "a name in quotes"), ("[1,]", "no JSON value"),
        ("[1 2]", "comma or ]"), (#"{"a":1,"a":2}"#, "comes twice"), ("{\"a\" 1}", "a colon"),
        ("1 2", "follows the JSON's end"), ("01", "follows the JSON's end"), ("-", "a digit"),
        ("1.", "a digit"), ("1e", "a digit"), ("tru", "no JSON value"), ("'a'", "no JSON value"),
        ("\"a", "no closing quote"), ("\"\n\"", "control character"), (#""\x""#, "no such escape"),
        (#""\ud800""#, "lone surrogate"), (#""\ud800\u0041""#, "lone surrogate"),
        (#""\u12""#, "four hexadecimal"), (String(repeating: "[", count: 100), "too deeply"),
        ("NaN", "no JSON value"), ("Infinity", "no JSON value"), ("+1", "no JSON value"),
        (".5", "no JSON value"), ("0x10", "follows the JSON's end"), ("1_000", "follows"),
        ("-01", "follows"), ("1.e3", "a digit"), ("{}\u{FEFF}", "follows the JSON's end"),
        ("\u{FEFF}\u{FEFF}{}", "no JSON value"), ("\u{A0}{}", "no JSON value"),
        (#"{"a":1,"\u0061":2}"#, "comes twice"), (#"{"a":{"b":1,"b":1}}"#, "comes twice"),
        (#""\udc00""#, "lone surrogate"), (#""\ud83d\ud83d\ude00""#, "lone surrogate"),
        (#""\ud83d x""#, "lone surrogate"), ("\"\t\"", "control character"),
        ("// x", "no JSON value"),
        (#"{"a":1,}"#, "a name in quotes"), ("[1,,2]", "no JSON value"), ("", "ends too early"),
        ("\u{201C}a\u{201D}", "no JSON value"),
    ])
    func `What is no JSON is refused with its place`(text: String, expected: String) {
        let fault = #expect(throws: JSONFault.self) { try JSONParser.parse(text.utf8) }
        #expect(fault?.message.contains(expected) == true, "\(fault.map { "\($0)" } ?? "")")
        #expect(fault?.message.hasPrefix("JSON, line ") == true)
    }

    @Test func `A fault's line and column are where it is`() {
        let fault = #expect(throws: JSONFault.self) { try JSONParser.parse("{\n  \"a\": x}".utf8) }
        #expect(fault?.message.contains("line 2, column 8") == true)
    }

    @Test func `Bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONFault.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
        // UTF-16 as Windows writes it, either way round, and without its mark.
        for bytes in [[0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x7D, 0]] {
            let fault = #expect(throws: JSONFault.self) {
                try JSONParser.parse(bytes.map { UInt8($0) })
            }
            #expect(fault?.message.contains("save it as UTF-8") == true)
        }
    }

    @Test func `Nothing that a terminal would obey is printed`() {
        let text = JSONValue.string("\u{1B}[2J\u{7F}\u{9B}\u{202E}ok").compact
        #expect(text == #""\u001b[2J\u007f\u009b\u202eok""#)
    }

    @Test func `A person sees indented lines`() throws {
        let pretty = try JSONParser.parse(#"{"a":[1,{}],"b":"x"}"#.utf8).pretty
        #expect(pretty == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x\"\n}")
    }
}
