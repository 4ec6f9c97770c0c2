/// The tokens of a session, as its table should have them.
struct TokenBook {
    private var tokens: [(number: UInt64, token: String)] = []
    private let mostTokens: Int
    private let mostBytes: Int

    init(_ mostTokens: Int, _ mostBytes: Int) {
        (self.mostTokens, self.mostBytes) = (mostTokens, mostBytes)
    }

    subscript(number: UInt64) -> String? { tokens.first { $0.number == number }?.token }

    mutating func insert(_ token: String, _ number: UInt64) {
        if let place = tokens.firstIndex(where: { $0.number == number }) {
            tokens[place].token = token
        } else {
            tokens.append((number, token))
        }
        while tokens.count > mostTokens
            || tokens.count > 1 && tokens.reduce(0, { $0 + $1.token.utf8.count }) > mostBytes
        {
            tokens.removeFirst()
        }
    }
}
