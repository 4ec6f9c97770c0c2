/// What a program may call, read once, so that a call costs a look or two.
///
/// A grant is one of these:
/// - `*`, everything; `loyalty.v1/*`, a service. These wildcards don't have what is granted by name alone;
/// - `loyalty.v1/AwardPoints`, a method;
/// - `mesh.v1/ReadEvents:loyalty.v1/PointsAwarded` or `mesh.v1/ReadEvents:loyalty.v1/*`, a method for a
///   kind of events, or for the kinds of a service that are not granted by name alone.
public struct Grants: Sendable {
    /// As they are registered.
    public let texts: [String]
    private var hasAll = false
    private var named: Set<String> = []
    /// As `loyalty.v1/`.
    private var services: [String] = []
    /// Kinds and services of kinds by method.
    private var kinds: [String: Set<String>] = [:]

    /// Reads grants.
    public init(_ texts: [String]) {
        self.texts = texts
        for text in texts {
            if text == "*" {
                hasAll = true
            } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
                let kind = text[text.utf8.index(after: colon)...]
                kinds[String(text[..<colon]), default: []].insert(String(kind))
            } else if text.utf8.last == UInt8(ascii: "*") {
                services.append(String(text.dropLast()))
            } else {
                named.insert(text)
            }
        }
    }

    /// Whether a grant names the method or, unless it is granted by name alone, covers it.
    public func cover(_ method: String, byNameAlone: Bool = false) -> Bool {
        coverAll(of: method, byNameAlone: byNameAlone) || kinds[method] != nil
    }

    /// The same, for a method that takes kinds of events with none of them left out but those that are
    /// granted by name alone.
    public func coverAll(of method: String, byNameAlone: Bool = false) -> Bool {
        if !byNameAlone {
            if hasAll { return true }
            // Bytes, since it is asked on every call: letters of other lengths would cost more.
            if services.contains(where: { method.utf8.starts(with: $0.utf8) }) { return true }
        }
        return named.contains(method)
    }

    /// Whether they let a program read events of the kind by that method.
    ///
    /// `byNameAlone`: whether the kind is one of security, which must be named.
    public func cover(_ kind: String, by method: String, byNameAlone: Bool) -> Bool {
        let granted = kinds[method]
        if granted?.contains(kind) == true { return true }
        guard !byNameAlone else { return false }
        return granted?.contains(Self.service(of: kind)) == true || coverAll(of: method)
    }

    /// `loyalty.v1/*` of `loyalty.v1/PointsAwarded`.
    static func service(of kind: String) -> String { "\(kind.prefix { $0 != "/" })/*" }

    /// Whether somebody who holds these gives no more than they hold with that grant.
    ///
    /// `isByNameAlone`: of a method or a kind.
    public func contain(_ grant: String, isByNameAlone: (String) -> Bool) -> Bool {
        if grant == "*" { return hasAll }
        if let colon = grant.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let (method, kind) = (
                String(grant[..<colon]), String(grant[grant.utf8.index(after: colon)...])
            )
            return cover(kind, by: method, byNameAlone: isByNameAlone(kind))
        }
        if grant.utf8.last == UInt8(ascii: "*") {
            return hasAll || services.contains(String(grant.dropLast()))
        }
        return coverAll(of: grant, byNameAlone: isByNameAlone(grant))
    }
}
