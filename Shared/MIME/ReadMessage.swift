import FoundationEssentials

/// A mail read back from what ``MailMessage`` wrote, for people who look into a spool folder.
package struct ReadMessage: Sendable {
    /// By their names in lower case.
    package let headers: [String: String]
    package let text: String
    package let html: String?

    package init(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        let whole = Part(lines[...])
        headers = whole.headers
        let parts = whole.parts
        text = (parts.first { !$0.isHTML } ?? whole).body
        html = parts.first(where: \.isHTML)?.body
    }

    package var subject: String { headers["subject"] ?? "" }
    package var to: String { headers["to"] ?? "" }
    package var date: String { headers["date"] ?? "" }

    private struct Part {
        var headers: [String: String] = [:]
        let lines: ArraySlice<Substring>

        init(_ lines: ArraySlice<Substring>) {
            let end = lines.firstIndex(of: "") ?? lines.endIndex
            var folded: [String] = []
            for line in lines[..<end] {
                if line.first == " ", let last = folded.popLast() {
                    folded.append(last + line)
                } else {
                    folded.append(String(line))
                }
            }
            for line in folded {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers[line[..<colon].lowercased()] = EncodedWords.decoded(String(value))
            }
            self.lines = lines[end...].dropFirst()
        }

        var isHTML: Bool { headers["content-type"]?.hasPrefix("text/html") == true }

        var body: String { QuotedPrintable.decoded(lines.drop { $0.isEmpty }) }

        var parts: [Part] {
            guard let type = headers["content-type"],
                let start = type.firstRange(of: "boundary=\"")?.upperBound
            else { return [] }
            let boundary = "--" + type[start...].prefix { $0 != "\"" }
            return lines.split { $0 == boundary || $0 == boundary + "--" }.map(Part.init)
                .filter { $0.headers["content-type"] != nil }
        }
    }
}
