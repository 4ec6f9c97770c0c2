import OctopusContract

/// What is wrong with a text.
struct TextFault: Hashable {
    /// The rule's stable word.
    let rule: String
    let message: String

    func violation(at path: String) -> Violation {
        Violation(path: path, rule: rule, message: message)
    }
}

extension TextRule {
    /// What the text breaks; nil if nothing.
    func fault(of text: String) -> TextFault? {
        if kind == .line || kind == .lines {
            guard minimumCharacters > 0 || !text.isEmpty else { return nil }
            return read(text).broken.first.map {
                TextFault(rule: $0.rawValue, message: message($0))
            }
        }
        // The bytes first: counting characters of a text of megabytes takes long.
        let judged = isExact ? text[...] : text.withoutSpaceAround
        if judged.utf8.count > maximumBytes {
            // One character may be all of them, so it is told which of the two limits was broken.
            return maximumCharacters.map { tooLong(judged, $0) } ?? tooManyBytes
        }
        // A password's strength is judged where the person is known, its length with it.
        guard kind != .password else { return nil }
        if minimumCharacters > 0, judged.isEmpty {
            return TextFault(rule: "notBlank", message: "It must not be blank.")
        }
        if let maximumCharacters, judged.count > maximumCharacters {
            return tooManyCharacters(maximumCharacters)
        }
        if judged.count < minimumCharacters {
            return TextFault(
                rule: "length",
                message: "It must have at least \(minimumCharacters) characters."
            )
        }
        return nil
    }

    private var isExact: Bool { kind == .secret || kind == .password }

    private func tooLong(_ text: Substring, _ maximum: Int64) -> TextFault {
        text.prefix(Int(maximum) + 1).count > maximum ? tooManyCharacters(maximum) : tooManyBytes
    }

    private func tooManyCharacters(_ maximum: Int64) -> TextFault {
        TextFault(rule: "length", message: "It must have at most \(maximum) characters.")
    }

    private var tooManyBytes: TextFault {
        TextFault(rule: "length", message: "It must have at most \(maximumBytes) bytes in UTF-8.")
    }
}

extension String {
    fileprivate var withoutSpaceAround: Substring {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
