/// An address of the web that can stand in a header and in HTML as it is.
package struct MailLink: Sendable, Hashable {
    package let text: String

    /// Nil for what is no address of `https`, or of `http` on this machine.
    package init?(_ text: String) {
        let isClean = text.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"<>\"'`\\".utf8.contains(byte)
        }
        let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        let isLocal = local.contains { start in
            text.hasPrefix(start)
                && (text.utf8.count == start.utf8.count
                    || ":/".utf8.contains(Array(text.utf8)[start.utf8.count]))
        }
        guard isClean, text.utf8.count <= 900,
            isLocal || text.hasPrefix("https://") && text.utf8.count > "https://".utf8.count
        else { return nil }
        self.text = text
    }
}
