/// A name that stands in a text for what is known only when the text is used.
package protocol TextVariable: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String {}

/// A text with variables, taken apart at them: `Hello {{customer.name|there}}!`.
///
/// It is read once, from the left to the right, and what is put in for a variable is never read again.
///
///     enum GreetingVariable: String, TextVariable { case customerName = "customer.name" }
///
///     let greeting = try TextTemplate<GreetingVariable>(body)
///     let text = greeting.filled { _ in customer.name }
package struct TextTemplate<Variable: TextVariable>: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case text(String)
        case variable(Variable, fallback: String)
    }

    /// Why a text is none.
    package enum Fault: Error, Hashable {
        /// Braces that open no variable, or close none.
        case braces
        /// A name that is no variable's.
        case unknown(String)
        case tooMany
    }

    package static var most: Int { 20 }
    /// How much of a value is said, so that the whole text stays bounded.
    package static var valueCharacters: Int { 100 }

    package let parts: [Part]

    package init(_ body: String) throws(Fault) {
        var parts: [Part] = []
        var rest = body[...]
        while let start = rest.firstPair(of: "{") {
            try Self.add(rest[..<start.lowerBound], to: &parts)
            let inner = rest[start.upperBound...]
            guard let end = inner.firstPair(of: "}") else { throw .braces }
            parts.append(try Self.variable(inner[..<end.lowerBound]))
            rest = inner[end.upperBound...]
        }
        try Self.add(rest, to: &parts)
        guard parts.count(where: \.isVariable) <= Self.most else { throw .tooMany }
        self.parts = parts
    }

    /// What it says where the values are known.
    package func filled(_ value: (Variable) throws -> String?) rethrows -> String {
        try parts.map { part in
            switch part {
            case .text(let text): return text
            case .variable(let variable, let fallback):
                guard let value = try value(variable), !value.isEmpty else { return fallback }
                return String(value.prefix(Self.valueCharacters))
            }
        }
        .joined()
    }

    private static func add(_ text: Substring, to parts: inout [Part]) throws(Fault) {
        guard text.firstPair(of: "}") == nil else { throw .braces }
        if !text.isEmpty { parts.append(.text(String(text))) }
    }

    private static func variable(_ inner: Substring) throws(Fault) -> Part {
        guard !inner.contains("{") else { throw .braces }
        let pieces = inner.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let name = pieces.first.map { String($0).trimmed } ?? ""
        guard let variable = Variable(rawValue: name) else { throw .unknown(name) }
        return .variable(variable, fallback: pieces.count == 2 ? String(pieces[1]).trimmed : "")
    }
}

extension TextTemplate.Fault {
    /// What its writer is told.
    package var words: String {
        let known = Variable.allCases.map(\.rawValue)
        return switch self {
        case .braces:
            "Two braces open a variable, and two close it: {{\(known.first ?? "")|fallback}}."
        case .unknown(let name):
            "\(name) is no variable; they are \(known.joined(separator: ", "))."
        case .tooMany: "It may have \(TextTemplate.most) variables."
        }
    }
}

extension TextTemplate.Part {
    fileprivate var isVariable: Bool {
        if case .variable = self { true } else { false }
    }
}

extension Substring {
    /// Where a brace stands twice.
    fileprivate func firstPair(of brace: Character) -> Range<Index>? {
        var before: Index?
        for index in indices {
            if let before, self[before] == brace, self[index] == brace {
                return before..<self.index(after: index)
            }
            before = index
        }
        return nil
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }
}
