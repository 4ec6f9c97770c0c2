/// A mail as servers carry it (RFC 5322): headers, a part of text and, if there is one, one of HTML.
///
/// Nothing of what people typed can become a header or end one: what is not printable ASCII is
/// encoded, and addresses were checked when they were made.
package struct MailMessage: Sendable {
    package var from: MailAddress
    package var to: MailAddress
    package var replyTo: MailAddress?
    package var subject: String
    package var text: String
    package var html: String?
    /// Where a click ends such mails (RFC 2369 and 8058).
    package var unsubscribe: MailLink?
    /// Milliseconds since 1970.
    package var sentAtMilliseconds: Int64
    /// Before the `@` of the Message-ID.
    package var id: String

    package init(
        id: String,
        from: MailAddress,
        to: MailAddress,
        subject: String,
        text: String,
        sentAtMilliseconds: Int64
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.sentAtMilliseconds = sentAtMilliseconds
    }

    /// The whole message; the same bytes whenever it is asked.
    package var bytes: [UInt8] {
        var lines = headers
        guard let html else {
            lines += Self.head(of: "plain") + [""]
            return Self.joined(lines) + QuotedPrintable.encoded(text) + Self.lineEnd
        }
        // No encoded part can have a line that begins so: `=_` is not quoted-printable.
        let boundary = "=_\(id)"
        lines += ["Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"", ""]
        var bytes = Self.joined(lines)
        for (subtype, body) in [("plain", text), ("html", html)] {
            bytes += Self.joined(["--\(boundary)"] + Self.head(of: subtype) + [""])
            bytes += QuotedPrintable.encoded(body) + Self.lineEnd
        }
        return bytes + Self.joined(["--\(boundary)--"])
    }

    private var headers: [String] {
        var lines = [
            "Date: \(MailDate.text(of: sentAtMilliseconds))",
            "From: \(Self.field(from))",
            "To: \(Self.field(to))",
            "Subject: \(EncodedWords.text(subject))",
            "Message-ID: <\(id)@\(from.domain)>",
            "MIME-Version: 1.0",
            // Nobody's absence is answered to a program (RFC 3834).
            "Auto-Submitted: auto-generated",
        ]
        if let replyTo { lines.append("Reply-To: \(Self.field(replyTo))") }
        if let unsubscribe {
            lines.append("List-Unsubscribe: <\(unsubscribe.text)>")
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        }
        return lines
    }

    private static let lineEnd: [UInt8] = [13, 10]

    private static func field(_ address: MailAddress) -> String {
        guard let name = address.name, !name.isEmpty else { return address.address }
        return "\(EncodedWords.phrase(name))\r\n <\(address.address)>"
    }

    private static func head(of subtype: String) -> [String] {
        [
            "Content-Type: text/\(subtype); charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ]
    }

    private static func joined(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0 + "\r\n" }.joined().utf8)
    }
}
