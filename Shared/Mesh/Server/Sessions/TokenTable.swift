import OctopusFairTurns
import struct FoundationEssentials.UUID

/// The tokens of a session, by the numbers that its client gave them.
///
/// Bounded: the oldest leave, and a client that still names one sends it again.
struct TokenTable {
    private var tokens: [UInt64: SessionToken] = [:]
    private var order: [UInt64] = []
    private var byteCount = 0
    private let mostTokens: Int
    private let mostBytes: Int

    init(mostTokens: Int, mostBytes: Int) {
        self.mostTokens = mostTokens
        self.mostBytes = mostBytes
    }

    subscript(number: UInt64) -> SessionToken? { tokens[number] }

    mutating func insert(_ token: SessionToken, number: UInt64) {
        if let former = tokens.updateValue(token, forKey: number) {
            byteCount -= former.text.utf8.count
        } else {
            order.append(number)
        }
        byteCount += token.text.utf8.count
        while order.count > mostTokens || (byteCount > mostBytes && order.count > 1) {
            let oldest = order.removeFirst()
            byteCount -= tokens.removeValue(forKey: oldest)?.text.utf8.count ?? 0
        }
    }

    /// The program's tenant has changed: its persons stand elsewhere now.
    func forgetPlaces() {
        for token in tokens.values { token.place = nil }
    }
}

/// A token that a session's calls come with, and where its person stands among the others.
final class SessionToken {
    let text: String
    /// Where the person stands in the bound of running calls.
    @exclusivity(unchecked) var place: FairBound.Place?
    @exclusivity(unchecked) private var proven: UUID?
    @exclusivity(unchecked) private var own: UUID?

    init(_ text: String) { self.text = text }

    /// The person, if the token was verified; until then an id of the token's own.
    func person(_ find: (String) -> UUID?) -> UUID {
        if let proven { return proven }
        if let found = find(text) {
            proven = found
            place = nil
            return found
        }
        if let own { return own }
        let made = Self.id(of: text)
        own = made
        return made
    }

    private static func id(of text: String) -> UUID {
        var hasher = Hasher()
        hasher.combine(text)
        let number = UInt64(truncatingIfNeeded: hasher.finalize())
        return withUnsafeBytes(of: number) { bytes in
            UUID(
                uuid: (
                    bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                    0, 0, 0, 0, 0, 0, 0, 0
                )
            )
        }
    }
}
