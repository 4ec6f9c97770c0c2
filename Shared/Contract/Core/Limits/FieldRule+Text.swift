extension FieldRule {
    /// A shape within the rule, as CDDL; nil where CDDL can't say more than the shape.
    func cddl(of shape: Shape) -> String? {
        switch shape {
        // Validators know ranges of unsigned numbers only.
        case .integer:
            numbers.map { numbers in
                numbers.lowerBound < 0 ? "int" : "\(numbers.lowerBound)..\(numbers.upperBound)"
            }
        case .text: texts.map { "tstr .size (\($0.minimumCharacters)..\($0.maximumBytes))" }
        case .array(let element):
            counts.map { counts in
                let element = FieldRule(text: texts).cddl(of: element) ?? element.cddl
                return "[\(counts.lowerBound)*\(counts.upperBound) \(element)]"
            }
        default: nil
        }
    }

    /// What CDDL can't say: what sort of text it is, its characters, what an absent field means.
    var words: [String] {
        var words: [String] = []
        if let numbers, numbers.lowerBound < 0 {
            words.append("from \(numbers.lowerBound) to \(numbers.upperBound)")
        }
        if let texts {
            words.append(texts.kind.rawValue)
            if let maximum = texts.maximumCharacters {
                words.append("\(texts.minimumCharacters)..\(maximum) characters")
            } else if texts.minimumCharacters > 0 {
                words.append("at least \(texts.minimumCharacters) characters")
            }
        }
        if let standard { words.append("default \(standard)") }
        if let lifeMs { words.append("good for \(lifeMs) ms") }
        return words
    }
}
