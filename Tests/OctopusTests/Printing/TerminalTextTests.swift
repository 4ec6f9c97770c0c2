import Testing

@testable import OctopusCommandLine

struct TerminalTextTests {
    @Test(arguments: [
        ("", 0), ("Ana", 3), ("Čović", 5), ("e\u{301}", 1), ("山田", 4), ("가나", 4), ("Ａ", 2),
        ("🍌", 2), ("👨‍👩‍👧", 2), ("👍🏽", 2), ("❤️", 2), ("🇭🇷", 2), ("한", 2),
        ("a\u{200D}b", 2),
    ])
    func `A text takes the cells that a terminal gives it`(text: String, cells: Int) {
        #expect(TerminalText.width(of: text) == cells)
    }

    @Test func `What a terminal would obey is written, and joiners stay`() {
        let hostile = "a\u{1B}[2J\u{202E}b\nc\u{9B}"
        #expect(TerminalText.safe(hostile) == "a\\u001b[2J\\u202eb\\u000ac\\u009b")
        #expect(TerminalText.safe("👨‍👩‍👧 می‌خواهم") == "👨‍👩‍👧 می‌خواهم")
        #expect(TerminalText.safe("a\r\nb\tc\u{7}", keepsLines: true) == "a\nb\tc\\u0007")
    }

    @Test func `Columns stand in line, and nothing trails`() {
        var table = Table("NAME", "N", "")
        table.add("山田", "1", "")
        table.add("Ana\u{1B}", "20", "x")
        #expect(
            table.lines == ["NAME       N", "山田       1", "Ana\\u001b  20  x"]
        )
        var sheet = Sheet()
        sheet.add("name", "Ana")
        sheet.add("phone", nil)
        sheet.add("e-mail", "")
        sheet.add("id", "7")
        #expect(sheet.lines == ["name  Ana", "id    7"])
    }
}
