/// A telephone number as ITU-T E.164 writes it: `+385912345678`.
struct PhoneNumber: Hashable, Sendable {
    let text: String

    /// Reads `+385 91 234-5678`, `00385 (91) 2345678` and the like; nil for a number without its
    /// country, which would be somebody else's in the next country.
    init?(_ typed: String) {
        var digits = typed.filter { !" -./()\u{A0}".contains($0) }
        if digits.hasPrefix("+") {
            digits.removeFirst()
        } else if digits.hasPrefix("00") {
            digits.removeFirst(2)
        } else {
            return nil
        }
        guard (8...15).contains(digits.utf8.count), digits.first != "0",
            digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        text = "+" + digits
    }
}
