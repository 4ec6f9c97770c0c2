import OctopusHelpdeskContract
import OctopusServiceKit

/// A website's host: one, or all below one.
struct WebsiteHost: Hashable, Sendable {
    let name: String
    let isWildcard: Bool

    /// Nil for what is neither; `*.shop.example` does not have `shop.example` itself.
    init?(_ typed: String) {
        isWildcard = typed.hasPrefix("*.")
        guard let host = HostName(isWildcard ? String(typed.dropFirst(2)) : typed) else {
            return nil
        }
        name = host.text
    }

    /// As the database has it.
    init(stored text: String) {
        isWildcard = text.hasPrefix("*.")
        name = isWildcard ? String(text.dropFirst(2)) : text
    }

    var text: String { isWildcard ? "*." + name : name }

    func covers(_ host: String) -> Bool {
        isWildcard ? host.hasSuffix("." + name) : host == name
    }
}

/// Where the paths of some pages begin, by whole segments.
struct PathPrefix: Hashable, Sendable {
    /// Without a slash at its end; empty for all pages.
    let text: String

    static let all = PathPrefix(stored: nil)

    /// Nil for what is no path.
    init?(_ typed: String) {
        guard typed.utf8.first == UInt8(ascii: "/"),
            typed.utf8.allSatisfy({ !"?#".utf8.contains($0) && $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        let path = PagePath.canonical(typed.utf8)
        text = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    init(stored: String?) { text = stored ?? "" }

    func covers(_ path: String) -> Bool {
        path == text || path.hasPrefix(text + "/")
    }
}

/// A routing rule, as far as it says for which pages it is.
struct Route: Hashable, Sendable {
    let rule: RoutingRuleID
    let host: WebsiteHost
    let path: PathPrefix
    /// Its place in the order of making.
    let age: Int64

    func fits(_ page: PageAddress) -> Bool { host.covers(page.host) && path.covers(page.path) }

    /// The rule that says who answers those who are on a page; nil: all of the partner's operators do.
    static func rule(for page: PageAddress, among routes: [Route]) -> RoutingRuleID? {
        routes.filter { $0.fits(page) }.min { $0.rank < $1.rank }?.rule
    }

    /// The exact host first, then the one closest above, then the longest path, then the oldest.
    private var rank: (Int, Int, Int, Int64) {
        (host.isWildcard ? 1 : 0, -host.name.utf8.count, -path.text.utf8.count, age)
    }
}
