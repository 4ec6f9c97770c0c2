import OctopusClient
import OctopusMIME

/// Where the services put their mails in development, read as the people would who get them.
struct DemoMailbox {
    let folder: String

    /// How long a mail may take from the service's commit to the folder.
    private static let patience: Duration = .seconds(20)
    private static let pause: Duration = .milliseconds(50)

    /// The text of the newest mail to an address; waits until there is one.
    func text(to address: String) async throws -> String {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let mails = try SpoolFolder.mails(in: folder)
            // Written as `Name <address>`, or alone.
            if let spooled = mails.first(where: { $0.mail.to.contains(address) }) {
                return spooled.mail.text
            }
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    .fault,
                    "no mail to \(address) came into \(folder)",
                    advice: "octopus mail says what waits, and why."
                )
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// The secret of the link in the newest mail to an address.
    func secret(to address: String) async throws -> String {
        let text = try await text(to: address)
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
