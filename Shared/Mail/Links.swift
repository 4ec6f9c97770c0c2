package import OctopusMIME
package import OctopusServiceKit

/// Where the links in mails lead: the pages of the installation that take a secret.
package struct Links: Sendable {
    package let base: String

    /// Takes a base as `https://account.mall.example`.
    ///
    /// Nil for what is no address of the web.
    package init?(base: String) {
        let trimmed = base.last == "/" ? String(base.dropLast()) : base
        guard MailLink(trimmed + "/page#secret") != nil else { return nil }
        self.base = trimmed
    }

    /// A page with a secret.
    ///
    /// It stands behind the `#`, so browsers send it to no server and no log has it.
    ///
    /// - Parameters:
    ///   - page: A word of the code, as `invitation`.
    ///   - secret: The secret's text.
    /// - Returns: Nil for a page or a secret that can't stand in a link.
    package func link(_ page: String, _ secret: String) -> MailLink? {
        MailLink("\(base)/\(page)#\(secret)")
    }
}

extension Links {
    /// The installation's, as its settings say.
    ///
    /// - Throws: `StartFailure`, which says what to correct.
    package init(_ settings: Settings) throws {
        guard let links = Links(base: settings.text("links.base") ?? "") else {
            throw StartFailure(.configuration, "links.base is no address as https://host.example")
        }
        self = links
    }
}
