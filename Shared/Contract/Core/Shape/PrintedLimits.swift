/// The limits in a printed field's type: `1..100`, `tstr .size (1..80)`, `[1*64 tstr]`.
enum PrintedLimits {
    /// The type without its limits, and these.
    static func read(_ type: Substring) -> (plain: String, limits: [ClosedRange<Int64>]) {
        var limits: [ClosedRange<Int64>] = []
        var plain: [Substring] = []
        for word in type.split(separator: " ", omittingEmptySubsequences: false) {
            if word == ".size" { continue }
            if word.first == "[", let count = range(word.dropFirst(), at: "*") {
                limits.append(count)
                plain.append("[*")
            } else if word.first == "(", let size = range(word.dropFirst(), at: "..") {
                limits.append(size)
                // The bracket behind an array's element stays.
                if word.hasSuffix("]"), let last = plain.popLast() { plain.append(last + "]") }
            } else if let number = range(word, at: "..") {
                limits.append(number)
                plain.append(word.hasSuffix("]") ? "int]" : "int")
            } else {
                plain.append(word)
            }
        }
        return (plain.joined(separator: " "), limits)
    }

    /// What changed between two versions of one field's limits, and whether it takes less than before.
    static func change(
        _ older: [ClosedRange<Int64>],
        _ newer: [ClosedRange<Int64>]
    ) -> (words: String, isNarrower: Bool)? {
        guard older != newer else { return nil }
        let isNarrower =
            older.isEmpty
            || !newer.isEmpty
                && !zip(older, newer).allSatisfy { older, newer in
                    newer.lowerBound <= older.lowerBound && newer.upperBound >= older.upperBound
                }
        return ("was \(text(older)), is \(text(newer))", isNarrower)
    }

    private static func text(_ limits: [ClosedRange<Int64>]) -> String {
        limits.isEmpty
            ? "unlimited"
            : limits.map { "\($0.lowerBound)..\($0.upperBound)" }.joined(separator: " ")
    }

    private static func range(_ text: Substring, at separator: String) -> ClosedRange<Int64>? {
        guard let middle = text.firstRange(of: separator),
            let low = Int64(text[..<middle.lowerBound]),
            let high = Int64(text[middle.upperBound...].prefix { $0.isNumber || $0 == "-" }),
            low <= high
        else { return nil }
        return low...high
    }
}
