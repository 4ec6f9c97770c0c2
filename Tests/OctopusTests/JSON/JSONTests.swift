import Testing

@testable import OctopusCommandLine

struct JSONTests {
    @Test(arguments: [
        (#"{"a":[1,-2.50e3,true,null,"x"],"b":{}}"#, #"{"a":[1,-2.50e3,true,null,"x"],"b":{}}"#),
        (#" [ ] "#, "[]"),
        (#""\u010d\ud83d\ude00\n\/""#, #""č😀\n/""#),
        ("9223372036854775807", "9223372036854775807"),
        ("-0", "-0"),
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
        ("NaN", "no JSON value"),
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
