import OctopusClient
import OctopusMIME

/// Where the services put their mails in development, read as the people would who get them.
struct DemoMailbox {
    let folder: String

    /// The text of the newest mail to an address.
    func text(to address: String, with words: String = "") async throws -> String {
        try await SpoolFolder.newest(
            to: address,
            with: words,
            in: folder,
            within: .seconds(20)
        ).mail.text
    }

    /// The secret of the link in the newest mail to an address; of that page, where there are others.
    func secret(to address: String, page: String? = nil) async throws -> String {
        let text = try await text(to: address, with: page.map { "/\($0)#" } ?? "")
        guard
            let link = text.split(whereSeparator: \.isWhitespace).first(where: { $0.contains("#") })
        else { throw Failure(.fault, "the mail to \(address) has no link") }
        return String(link.drop { $0 != "#" }.dropFirst())
    }

    /// The one-time code in the newest mail to an address, on a line of its own.
    func code(to address: String) async throws -> String {
        let text = try await text(to: address)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("    ") })
        else { throw Failure(.fault, "the mail to \(address) has no code") }
        return line.filter(\.isNumber)
    }
}
