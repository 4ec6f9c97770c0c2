package import OctopusMIME

/// What a mail says, in paragraphs, from which the text and the HTML are made alike.
///
/// HTML is made here alone, so what people typed can't become a tag or a link.
package struct Letter: Sendable, Hashable, ExpressibleByArrayLiteral {
    package enum Paragraph: Sendable, Hashable {
        case text(String)
        /// Lines that stand as they are, with the blanks before them; a long one goes on set in.
        case lines(String)
        /// A button that leads somewhere, and the same address to be copied.
        case link(String, MailLink)
        /// What is read off and typed.
        case code(String)
    }

    package let paragraphs: [Paragraph]

    package init(_ paragraphs: [Paragraph]) { self.paragraphs = paragraphs }

    package init(arrayLiteral paragraphs: Paragraph...) { self.paragraphs = paragraphs }

    package var text: String {
        paragraphs.map { paragraph in
            switch paragraph {
            case .text(let text): text
            case .lines(let text): text.withoutLastLineEnd
            case .link(let label, let link): "\(label):\n\(link.text)"
            case .code(let code): "    \(code)"
            }
        }
        .joined(separator: "\n\n") + "\n"
    }

    package var html: String {
        let body = paragraphs.map(Self.html).joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html><head><meta charset="utf-8"></head>
            <body style="font-family:sans-serif;max-width:36em">
            \(body)
            </body></html>

            """
    }

    private static func html(_ paragraph: Paragraph) -> String {
        switch paragraph {
        case .text(let text): "<p>\(escaped(text))</p>"
        case .lines(let text): html(ofLines: text.withoutLastLineEnd)
        case .link(let label, let link):
            """
            <p><a href="\(escaped(link.text))">\(escaped(label))</a></p>
            <p style="font-size:smaller">\(escaped(link.text))</p>
            """
        case .code(let code):
            "<p style=\"font-family:monospace;font-size:larger\">\(escaped(code))</p>"
        }
    }

    // Each line is a block. Nothing stands between them: line ends of the source would be shown.
    private static func html(ofLines text: String) -> String {
        let blocks = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { "<div>\($0.isEmpty ? "<br>" : escaped(String($0)))</div>" }
        return #"<div style="white-space:pre-wrap;padding-left:2em;text-indent:-2em">"#
            + blocks.joined() + "</div>"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case let character where character.isNewline: result += "<br>\n"
            default: result.append(character)
            }
        }
        return result
    }
}

extension String {
    fileprivate var withoutLastLineEnd: String {
        last?.isNewline == true ? String(dropLast()) : self
    }
}
