import OctopusLoyaltyContract

/// The code of an issued coupon as it is typed: `7K3M-9QXT-4RVW-2HNB-8`.
///
/// Sixteen symbols are 80 random bits, which nobody guesses; the last is a check symbol, the
/// number modulo 37, which tells a slip of the finger from a wrong code.
struct CouponCode: Hashable, CustomStringConvertible {
    static let byteCount = 10
    private static let dataCount = 16

    /// Seventeen symbols, as the database keeps it.
    let canonical: String

    /// Draws a code.
    ///
    /// Draws again when its check symbol would be one of the five that are awkward to type (5 of
    /// 37).
    init(drawing randomBytes: () -> [UInt8]) {
        var symbols: [Int]
        repeat {
            symbols = Base32.encode(randomBytes()).compactMap(Base32.typed)
        } while Self.check(symbols) >= 32
        self.init(symbols: symbols)
    }

    /// Reads what somebody typed; nil if it can't be a code.
    init?(typed text: String) {
        guard let typed = TypedCode.symbols(of: text) else { return nil }
        var symbols = typed.compactMap(Base32.typed)
        guard symbols.count == typed.count, symbols.count == Self.dataCount + 1 else { return nil }
        let check = symbols.removeLast()
        guard Self.check(symbols) == check else { return nil }
        self.init(symbols: symbols)
    }

    init(stored canonical: String) {
        self.canonical = canonical
    }

    private init(symbols: [Int]) {
        let all = symbols + [Self.check(symbols)]
        canonical = String(decoding: all.map { Base32.alphabet[$0] }, as: UTF8.self)
    }

    private static func check(_ symbols: [Int]) -> Int {
        symbols.reduce(0) { ($0 * 32 + $1) % 37 }
    }

    /// In groups of four, as people read it.
    var description: String {
        canonical.enumerated().reduce(into: "") { text, symbol in
            if symbol.offset > 0, symbol.offset.isMultiple(of: 4) { text.append("-") }
            text.append(symbol.element)
        }
    }
}
