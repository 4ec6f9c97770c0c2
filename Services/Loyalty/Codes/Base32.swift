/// Crockford's base32: digits and capitals without `I`, `L`, `O` and `U`, five bits each.
///
/// Capitals, because a QR's alphanumeric mode holds them in 5.5 bits each instead of 8.
enum Base32 {
    static let alphabet: [UInt8] = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var symbols: [UInt8] = []
        var buffer: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                symbols.append(alphabet[Int(buffer >> UInt32(bitCount)) & 31])
            }
        }
        if bitCount > 0 { symbols.append(alphabet[Int(buffer << UInt32(5 - bitCount)) & 31]) }
        return String(decoding: symbols, as: UTF8.self)
    }

    /// Reads exactly what ``encode(_:)`` writes: no other spelling of the same bytes is taken.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bitCount = 0
        for symbol in text.utf8 {
            guard let value = alphabet.firstIndex(of: symbol) else { return nil }
            buffer = (buffer << 5 | UInt32(value)) & 0xFFFF
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bitCount)))
            }
        }
        let padding = buffer & ((1 << UInt32(bitCount)) - 1)
        guard bitCount < 5, padding == 0 else { return nil }
        return bytes
    }

    /// The value of a symbol of a typed code, which are capitals: look-alikes are forgiven.
    static func typed(_ symbol: Character) -> Int? {
        switch symbol {
        case "O": 0
        case "I", "L": 1
        default: symbol.asciiValue.flatMap(alphabet.firstIndex(of:))
        }
    }
}
