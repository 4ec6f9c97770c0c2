import OctopusMIME
import OctopusServiceKit

/// How mail leaves.
struct MailSettings: Sendable {
    enum Way: Sendable {
        case server(MailServer)
        /// A folder, instead of a server, for development.
        case spool(String)
        /// Mails wait until one of the two is set.
        case none
    }

    let way: Way
    let from: MailAddress
    let schedule: MailSchedule

    init(_ settings: Settings) throws(StartFailure) {
        let typed = settings.text("mail.from")
        from = try Self.from(typed ?? Self.nobody)
        schedule = MailSchedule(
            firstRetry: settings.duration("mail.first-retry"),
            longestRetry: settings.duration("mail.longest-retry"),
            givesUpAfter: settings.duration("mail.gives-up-after")
        )
        switch (settings.text("mail.smtp-url"), settings.text("mail.spool")) {
        case (nil, nil): way = .none
        case (nil, let folder?): way = .spool(folder)
        case (let url?, nil):
            let server = try MailServer(url, hello: String(from.domain), settings)
            // Replies and bounces must come to somebody.
            guard typed != nil else {
                throw StartFailure(.configuration, "mail.from is not set: whom are mails from?")
            }
            way = .server(server)
        case (_?, _?):
            throw StartFailure(
                .configuration,
                "mail.smtp-url and mail.spool are both set: keep the one that mail is to go to"
            )
        }
    }

    /// In a spool folder nobody answers.
    private static let nobody = "octopus@localhost.localdomain"

    /// As `Mall <mall@example.org>` or the address alone.
    private static func from(_ text: String) throws(StartFailure) -> MailAddress {
        let start = text.lastIndex(of: "<")
        let typed = start.map { text[$0...].dropFirst().prefix { $0 != ">" } } ?? text[...]
        let name = start.map { String(text[..<$0]).trimmed } ?? ""
        guard let email = EmailAddress(String(typed)),
            let from = MailAddress(name: name.isEmpty ? nil : name, address: email.deliverable)
        else {
            throw StartFailure(
                .configuration,
                "mail.from is no address: write it as name@host.example or Name <name@host.example>"
            )
        }
        return from
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }
}

extension Setting {
    static let mail: [Setting] = [
        Setting(
            "mail.smtp-url",
            .text(default: nil),
            "The server for mail: smtps://HOST:465, or smtp://HOST:587, which has to offer STARTTLS."
        ),
        Setting(
            "mail.from",
            .text(default: nil),
            "Whom mails are from, as name@host.example or Name <name@host.example>."
        ),
        Setting("mail.user", .text(default: nil), "Whom to log in as at the server for mail."),
        Setting(
            "mail.password",
            .text(default: nil),
            isSecret: true,
            "The password for the server for mail."
        ),
        Setting(
            "mail.ca-file",
            .file(default: nil),
            "Certificates to trust at the server for mail instead of the system's, as PEM."
        ),
        Setting(
            "mail.spool",
            .file(default: nil),
            "A folder that takes mails instead of a server, for development; `octopus mail` shows it."
        ),
        Setting(
            "mail.timeout",
            .duration(default: .seconds(120)),
            "How long the server may take for one mail."
        ),
        Setting(
            "mail.first-retry",
            .duration(default: .seconds(30)),
            "When a mail is tried again; each time takes twice as long as the one before."
        ),
        Setting(
            "mail.longest-retry",
            .duration(default: .seconds(2 * 3600)),
            "The longest time between two attempts."
        ),
        Setting(
            "mail.gives-up-after",
            .duration(default: .seconds(5 * 86_400)),
            "How long a mail is tried before it is given up."
        ),
        Setting(
            "links.base",
            .text(default: "http://localhost:8080"),
            "Where links in mails lead: the address of the pages that take them."
        ),
    ]
}
