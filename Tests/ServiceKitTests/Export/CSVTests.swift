import OctopusContract
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

struct CSVTests {
    @Test(arguments: [
        ("", "\"\""), ("Ana", "\"Ana\""), ("a \"b\"", "\"a \"\"b\"\"\""), ("a,b;c", "\"a,b;c\""),
        ("a\r\nb", "\"a\r\nb\""), ("\"\u{301}", "\"\"\"\u{301}\""),
    ])
    func `a text stands in quotes, its own ones doubled`(text: String, field: String) {
        #expect(CSV.field(.text(text)) == field)
    }

    @Test(arguments: [
        "=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{A0}=1", "\u{200B}=1",
        "\u{FF1D}1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}A1", "=HYPERLINK(\"http://x\")",
        "|calc", "%0A=1", "\u{2212}1", "\tAna", "=\u{301}1",
    ])
    func `a formula becomes a text`(text: String) {
        #expect(CSV.field(.text(text)).hasPrefix("\"'"))
    }

    @Test(arguments: ["1=1", "a@b.example", "a-b", "10 %", "(=)", "", " ", "'=1"])
    func `what is none stays as it is`(text: String) {
        #expect(CSV.field(.text(text)) == "\"\(text)\"")
    }

    @Test func `numbers, instants and ids are no texts for people`() throws {
        #expect(CSV.field(.number(-3)) == "-3")
        #expect(CSV.field(.nothing) == "")
        let id = try #require(UUID(uuidString: "0198ABCD-0000-7000-8000-000000000001"))
        #expect(CSV.field(.id(id)) == "\"0198abcd-0000-7000-8000-000000000001\"")
        #expect(CSV.line([.number(1), .text("a"), .nothing]) == "1,\"a\",\r\n")
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00.000"), (-1, "1969-12-31 23:59:59.999"),
        (951_782_400_000, "2000-02-29 00:00:00.000"),
        (1_772_352_000_125, "2026-03-01 08:00:00.125"),
        (4_107_542_399_999, "2100-02-28 23:59:59.999"),
        (4_107_542_400_000, "2100-03-01 00:00:00.000"),
    ])
    func `an instant is written as a spreadsheet reads it`(milliseconds: Int64, text: String) {
        #expect(InstantColumn.text(of: Instant(milliseconds: milliseconds)) == text)
    }
}
