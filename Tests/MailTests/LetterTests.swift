import OctopusMIME
import Testing

@testable import OctopusMail

struct LetterTests {
    @Test func `what people typed is text in both forms`() throws {
        let link = try #require(MailLink("https://mall.example/a?b=1&c=2#d"))
        let letter: Letter = [
            .text("<b>\"Ana\" & 'Ben'</b>\nnext"), .link("<Open>", link), .code("1234 5678"),
        ]
        #expect(
            letter.text
                == "<b>\"Ana\" & 'Ben'</b>\nnext\n\n<Open>:\nhttps://mall.example/a?b=1&c=2#d\n\n    1234 5678\n"
        )
        #expect(
            letter.html.contains("&lt;b&gt;&quot;Ana&quot; &amp; &#39;Ben&#39;&lt;/b&gt;<br>\nnext")
        )
        #expect(
            letter.html.contains(
                "<a href=\"https://mall.example/a?b=1&amp;c=2#d\">&lt;Open&gt;</a>"
            )
        )
        #expect(letter.html.contains("1234 5678") && !letter.html.contains("<b>"))
    }

    @Test func `lines stand as they are, with the blanks before them`() {
        let letter: Letter = [.text("Said:"), .lines("One: <a>\n    two\n\nThree.\n")]
        #expect(letter.text == "Said:\n\nOne: <a>\n    two\n\nThree.\n")
        #expect(
            letter.html.contains(
                "<div>One: &lt;a&gt;</div><div>    two</div><div><br></div><div>Three.</div></div>"
            )
        )
        #expect(letter.html.contains("white-space:pre-wrap"))
    }
}
