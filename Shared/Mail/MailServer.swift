import OctopusServiceKit

/// The server that takes mails, and how it is talked to.
struct MailServer: Sendable {
    let url: String
    /// As what a client greets it.
    let hello: String
    /// Whether encryption is asked for after the greeting (STARTTLS) instead of before.
    let upgrades: Bool
    /// Without encryption; only on this machine.
    let isPlain: Bool
    let user: String?
    let password: String?
    let caFile: String?
    let timeoutMilliseconds: Int64

    /// Reads the settings.
    ///
    /// - Throws: `StartFailure` for an address that is none or that bears a password, which everybody on
    ///   the machine could read.
    init(_ url: String, hello: String, _ settings: Settings) throws(StartFailure) {
        self.hello = hello
        guard SMTPLine.isLoaded else {
            throw StartFailure(
                .configuration,
                "mail leaves by libcurl.so.4, which is not installed"
            )
        }
        let isDirect = url.hasPrefix("smtps://")
        guard isDirect || url.hasPrefix("smtp://") else {
            throw Self.failure("must begin with smtps:// or smtp://")
        }
        let authority = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        let isClean = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard !authority.isEmpty, isClean else { throw Self.failure("has no host") }
        guard !authority.contains("@") else {
            throw Self.failure("bears a name: set mail.user and mail.password instead")
        }
        user = settings.text("mail.user")
        password = settings.text("mail.password")
        guard (user == nil) == (password == nil) else {
            throw StartFailure(
                .configuration,
                "mail.user and mail.password belong together: set both or none"
            )
        }
        // What no network sees needs no encryption, as long as no password goes along.
        let host =
            authority.hasPrefix("[")
            ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let isHere = ["127.0.0.1", "localhost", "[::1"].contains(String(host))
        self.url = "\(isDirect ? "smtps" : "smtp")://\(authority)"
        caFile = settings.text("mail.ca-file")
        isPlain = !isDirect && isHere && user == nil && caFile == nil
        upgrades = !isDirect && !isPlain
        timeoutMilliseconds = max(settings.duration("mail.timeout").milliseconds, 1)
    }

    private static func failure(_ problem: String) -> StartFailure {
        StartFailure(.configuration, "mail.smtp-url \(problem): write smtps://HOST:465")
    }
}
