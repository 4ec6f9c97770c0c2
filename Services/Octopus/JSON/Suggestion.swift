/// What somebody may have meant.
enum Suggestion {
    /// `; did you mean "amount"?`, or nothing if nothing is near.
    static func sentence(for word: String, among words: [String]) -> String {
        closest(to: word, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The nearest word, if at most a third of it differs, or only the order of its letters.
    static func closest(to word: String, among words: [String]) -> String? {
        // The distance costs the product of the lengths; nobody mistypes a name of a thousand.
        guard word.count <= 100 else { return nil }
        let near = words.map { ($0, distance(word.lowercased(), $0.lowercased())) }
            .filter { $0.1 <= max(1, verb(of: $0.0).count / 3) || $0.0.sorted() == word.sorted() }
        return near.min { $0.1 < $1.1 }?.0
    }

    /// What tells a method from its neighbours: in `loyalty.v1/GetScan` it is `GetScan`.
    private static func verb(of word: String) -> Substring {
        word.split(separator: "/").last ?? ""
    }

    /// Levenshtein's distance.
    private static func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let change = diagonal + (letter == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[other.count]
    }
}
