/// The tokens of a session, by the numbers that its client gave them.
///
/// Bounded: the oldest leave, and a client that still names one sends it again.
struct TokenTable {
    private var tokens: [UInt64: String] = [:]
    private var order: [UInt64] = []
    private var byteCount = 0
    private let mostTokens: Int
    private let mostBytes: Int

    init(mostTokens: Int, mostBytes: Int) {
        self.mostTokens = mostTokens
        self.mostBytes = mostBytes
    }

    subscript(number: UInt64) -> String? { tokens[number] }

    mutating func insert(_ token: String, number: UInt64) {
        if let former = tokens.updateValue(token, forKey: number) {
            byteCount -= former.utf8.count
        } else {
            order.append(number)
        }
        byteCount += token.utf8.count
        while order.count > mostTokens || (byteCount > mostBytes && order.count > 1) {
            let oldest = order.removeFirst()
            byteCount -= tokens.removeValue(forKey: oldest)?.utf8.count ?? 0
        }
    }
}
