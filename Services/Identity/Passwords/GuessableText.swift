import Glibc

/// How soon somebody comes upon a password who tries common words first.
///
/// The text is cut into words of ``CommonWords`` and single characters in the way that costs the fewest
/// guesses: a word costs its place in the list, a character ten. It is the estimate of zxcvbn (Wheeler,
/// USENIX Security 2016) without its other patterns, which `PasswordRules` has for itself.
enum GuessableText {
    /// A million million tries.
    static let fewestBits = 40.0

    private static let bitsOfCharacter = 3.3
    private static let longestWord = 16

    private static let places: [[Character]: Int] = {
        let words = CommonWords.text.split { $0.isWhitespace }
        return Dictionary(
            zip(words.map(Array.init), 1...),
            uniquingKeysWith: min
        )
    }()

    /// The bits of the cheapest way to guess it.
    ///
    /// - Parameters:
    ///   - raw: Lower case, without blanks.
    ///   - folded: The same characters, digits and signs as the letters that they stand for.
    /// - Returns: How many bits; the more, the later it is guessed.
    static func bits(_ raw: [Character], _ folded: [Character]) -> Double {
        guard !raw.isEmpty, raw.count == folded.count else { return 0 }
        var best: [(bits: Double, pieces: Int, endsInWord: Bool)] = [(0, 0, true)]
        for end in 1...raw.count {
            let before = best[end - 1]
            // A run of characters is one piece.
            var cheapest = (
                bits: before.bits + bitsOfCharacter,
                pieces: before.pieces + (before.endsInWord ? 1 : 0), endsInWord: false
            )
            for start in max(0, end - longestWord)..<end {
                guard let place = place(of: start..<end, raw, folded) else { continue }
                let bits = best[start].bits + log2(Double(place))
                if bits < cheapest.bits { cheapest = (bits, best[start].pieces + 1, true) }
            }
            best.append(cheapest)
        }
        let whole = best[raw.count]
        // The order of the pieces has to be guessed, too.
        return whole.bits + (1...max(1, whole.pieces)).reduce(0) { $0 + log2(Double($1)) }
    }

    private static func place(
        of range: Range<Int>,
        _ raw: [Character],
        _ folded: [Character]
    ) -> Int? {
        let typed = Array(raw[range])
        let (one, other) = (places[typed], places[Array(folded[range])])
        // A word that is written with digits in place of letters costs a bit more.
        return [one, other.map { $0 * 2 }].compactMap(\.self).min()
    }
}
