import OctopusContract

/// The End-user ID that people type and read out: `7K3M9-QXT4R`.
///
/// Nine symbols of Crockford's base32 (45 bits, drawn at random) and its check symbol, the number
/// modulo 37. Case, hyphens, blanks and what else ``TypedCode`` passes over are ignored, `O` is read
/// as `0`, `I` and `L` as `1`. The check finds every single wrong symbol and every swap of
/// neighbours. It names a person and proves nothing: what it opens is throttled.
public struct EndUserCode: Hashable, Sendable, CustomStringConvertible {
    /// The number that the nine symbols spell.
    public let value: UInt64

    /// How many letters and digits it has.
    public static let symbolCount = 10
    static let dataCount = 9
    /// One more than the greatest number.
    public static let valueCount: UInt64 = 1 << 45

    static let alphabet: [Character] = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U")

    /// The code of a number drawn at random.
    ///
    /// Nil for numbers that are too great, and for those whose check symbol is none of the 32 that
    /// spell numbers (5 of 37): `*`, `~`, `$`, `=` are awkward to say and to type. Draw again.
    public init?(value: UInt64) {
        guard value < Self.valueCount, value % 37 < 32 else { return nil }
        self.value = value
    }

    /// Reads what somebody typed.
    public init(_ text: some StringProtocol) throws(EndUserCodeFault) {
        var symbols: [Int] = []
        guard let typed = TypedCode.symbols(of: text) else { throw .length }
        for character in typed {
            guard symbols.count < Self.symbolCount else { throw .length }
            guard let symbol = Self.symbol(of: character) else { throw .symbol(character) }
            symbols.append(symbol)
        }
        guard symbols.count == Self.symbolCount else { throw .length }
        var value: UInt64 = 0
        for symbol in symbols.dropLast() {
            guard symbol < 32 else { throw .symbol(Self.alphabet[symbol]) }
            value = value << 5 | UInt64(symbol)
        }
        guard Int(value % 37) == symbols[Self.dataCount] else { throw .check }
        self.value = value
    }

    /// Ten symbols without a hyphen, as databases and events keep it.
    public var canonical: String {
        var symbols = (0..<Self.dataCount).map { place in
            Self.alphabet[Int(value >> UInt64(5 * (Self.dataCount - 1 - place))) & 31]
        }
        symbols.append(Self.alphabet[Int(value % 37)])
        return String(symbols)
    }

    /// In two groups of five, as people read it.
    public var description: String {
        let text = canonical
        return "\(text.prefix(5))-\(text.suffix(5))"
    }

    private static func symbol(of character: Character) -> Int? {
        switch character {
        case "o", "O": 0
        case "i", "I", "l", "L": 1
        default: alphabet.firstIndex { String($0) == character.uppercased() }
        }
    }
}

/// What is wrong with an End-user ID that somebody typed.
public enum EndUserCodeFault: Error, Hashable, Sendable {
    /// It has not ten symbols.
    case length
    /// A sign that no code has.
    case symbol(Character)
    /// Its check symbol does not fit: mistyped.
    case check

    /// The stable word of the rule that it breaks.
    public var rule: String {
        switch self {
        case .length: "length"
        case .symbol: "symbol"
        case .check: "check"
        }
    }

    /// One sentence for a person.
    public var message: String {
        switch self {
        case .length: "An End-user ID has ten symbols."
        case .symbol: "An End-user ID has digits and letters, and no U but at its end."
        case .check: "The End-user ID is mistyped."
        }
    }
}
