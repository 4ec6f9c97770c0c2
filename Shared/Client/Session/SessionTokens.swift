import OctopusContract
import FoundationEssentials
import OctopusIdentityContract

/// A session's two tokens, and how long the access token lives by this machine's steady clock.
///
/// Identity's clock and this machine's may differ by minutes, so the moment of expiry says nothing
/// here. What both agree on is how long a token lives: from `iat` to `exp`, which it says itself. It
/// counts from before it was asked for, so it is never thought to live longer than it does.
struct SessionTokens: Sendable {
    let access: String
    let refresh: String
    let sessionID: SessionID
    let userID: UserID?
    let endUserID: EndUserID?
    let partnerID: PartnerID?
    /// Nil if the token doesn't say how long it lives: then a service's refusal tells.
    private let life: Duration?
    private let askedAt: ContinuousClock.Instant

    init(
        access: String,
        refresh: String,
        sessionID: SessionID,
        userID: UserID?,
        endUserID: EndUserID?,
        partnerID: PartnerID?,
        askedAt: ContinuousClock.Instant
    ) {
        self.access = access
        self.refresh = refresh
        self.sessionID = sessionID
        self.userID = userID
        self.endUserID = endUserID
        self.partnerID = partnerID
        self.askedAt = askedAt
        life = Self.life(of: access)
    }

    /// Whether a call with it would be refused.
    func isExpired(_ now: ContinuousClock.Instant) -> Bool {
        life.map { now - askedAt >= $0 } ?? false
    }

    /// Whether it is time to ask for the next one: a fifth of its life, at most a minute, before its end.
    func isEnding(_ now: ContinuousClock.Instant) -> Bool {
        life.map { now - askedAt >= $0 - min(.seconds(60), $0 / 5) } ?? false
    }

    /// What a JSON Web Token says of its life; nil for anything else.
    static func life(of token: String) -> Duration? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text),
            let times = try? JSONDecoder().decode(Times.self, from: data), times.exp > times.iat
        else { return nil }
        return .seconds(times.exp - times.iat)
    }

    private struct Times: Decodable {
        let iat: Int64
        let exp: Int64
    }
}
