/// The numbers that stand for tokens within one session.
///
/// A token with its levels is about 800 bytes, so it is sent once: the first call that brings it
/// gives it a number, and later ones name the number. Persons come and go on a long session; the
/// oldest numbers are forgotten first, here and at the service, and a forgotten token is sent again.
struct TokenNumbers: Sendable {
    /// What a call's header says of its token.
    enum Field: Sendable, Equatable {
        case introduce(String, number: UInt64)
        case number(UInt64)

        var token: String? {
            if case .introduce(let token, _) = self { token } else { nil }
        }

        var tokenNumber: UInt64 {
            switch self {
            case .introduce(_, let number), .number(let number): number
            }
        }
    }

    /// Fewer than a service keeps for a session.
    let capacity: Int
    private var numbers: [String: UInt64] = [:]
    private var tokens: [UInt64: String] = [:]
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    /// Comparing with the last token costs nothing if it is the same string; hashing one, a microsecond.
    private var last: (token: String, number: UInt64)?

    var count: Int { numbers.count }

    init(capacity: Int = 256) {
        self.capacity = capacity
    }

    mutating func field(for token: String) -> Field {
        if let last, last.token == token { return .number(last.number) }
        if let number = numbers[token] {
            last = (token, number)
            return .number(number)
        }
        let number = next
        next += 1
        numbers[token] = number
        tokens[number] = token
        last = (token, number)
        while numbers.count > capacity {
            forget(number: oldest)
            oldest += 1
        }
        return .introduce(token, number: number)
    }

    /// The service does not know the token's number: the next call brings it again.
    mutating func forget(_ token: String) {
        guard let number = numbers[token] else { return }
        forget(number: number)
    }

    private mutating func forget(number: UInt64) {
        guard let token = tokens.removeValue(forKey: number) else { return }
        numbers[token] = nil
        if last?.number == number { last = nil }
    }
}
