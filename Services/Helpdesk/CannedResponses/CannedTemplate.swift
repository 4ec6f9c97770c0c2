/// What a prepared answer can say of a conversation, by the name that stands in its body.
enum CannedVariable: String, Sendable, CaseIterable {
    /// What people call the end user; nothing is known of a visitor.
    case customerName = "customer.name"
    /// What people call the operator who answers.
    case operatorName = "operator.name"
    case channelName = "channel.name"
}

/// The body of a prepared answer, taken apart at its variables.
///
/// It is read once, from the left to the right, and what is put in for a variable is never read again.
struct CannedTemplate: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case variable(CannedVariable, fallback: String)
    }

    /// Why a body is none.
    enum Fault: Error, Hashable {
        /// Braces that open no variable, or close none.
        case braces
        /// A name that is no variable's.
        case unknown(String)
        case tooMany
    }

    static let most = 20
    /// How much of a name is said; the whole answer fits into a message.
    static let valueCharacters = 100

    let parts: [Part]

    init(_ body: String) throws(Fault) {
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
    func filled(_ value: (CannedVariable) throws -> String?) rethrows -> String {
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
        guard let variable = CannedVariable(rawValue: name) else { throw .unknown(name) }
        return .variable(variable, fallback: pieces.count == 2 ? String(pieces[1]).trimmed : "")
    }
}

extension CannedTemplate.Part {
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
