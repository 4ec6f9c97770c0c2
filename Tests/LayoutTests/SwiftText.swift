/// A Swift source whose comments and literals are blanked out, so that only code is searched.
///
/// A small scanner, not a parser: it knows comments, strings of every sort and what is interpolated
/// into them, and nothing of regular expression literals.
struct SwiftText {
    private enum State {
        /// Code, with the parentheses open since an interpolation began.
        case code(depth: Int)
        case lineComment
        case blockComment(depth: Int)
        case string(isMultiline: Bool, hashes: Int)
    }

    /// The source as it is.
    let lines: [String]
    /// The same lines with everything but code replaced by spaces.
    private(set) var code: [String] = []
    /// Whether a line holds a comment.
    private(set) var hasComment: [Bool]

    private let bytes: [UInt8]
    private var blanked: [UInt8]
    private var position = 0
    private var states: [State] = [.code(depth: 0)]

    init(_ source: String) {
        lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        hasComment = Array(repeating: false, count: lines.count)
        bytes = Array(source.utf8)
        blanked = bytes
        scan()
        code = blanked.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func scan() {
        var line = 0
        while position < bytes.count, let state = states.last {
            if bytes[position] == UInt8(ascii: "\n") {
                line += 1
                if case .lineComment = state { states.removeLast() }
                position += 1
                continue
            }
            switch state {
            case .code(let depth): scanCode(depth)
            case .lineComment: blank(1)
            case .blockComment(let depth): scanBlockComment(depth)
            case .string(let isMultiline, let hashes): scanString(isMultiline, hashes)
            }
            switch states.last {
            case .lineComment, .blockComment: hasComment[line] = true
            default: break
            }
        }
    }

    private mutating func scanCode(_ depth: Int) {
        if next(is: "//") {
            states.append(.lineComment)
            return blank(2)
        }
        if next(is: "/*") {
            states.append(.blockComment(depth: 1))
            return blank(2)
        }
        let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
        if next(is: "\"", after: hashes) {
            let isMultiline = next(is: "\"\"\"", after: hashes)
            states.append(.string(isMultiline: isMultiline, hashes: hashes))
            return blank(hashes + (isMultiline ? 3 : 1))
        }
        // Inside an interpolation, its own closing parenthesis ends the code.
        if states.count > 1, next(is: "(") {
            states[states.count - 1] = .code(depth: depth + 1)
        } else if states.count > 1, next(is: ")") {
            states[states.count - 1] = .code(depth: depth - 1)
            if depth == 1 { states.removeLast() }
        }
        position += 1
    }

    private mutating func scanBlockComment(_ depth: Int) {
        if next(is: "*/") {
            states[states.count - 1] = .blockComment(depth: depth - 1)
            if depth == 1 { states.removeLast() }
            return blank(2)
        }
        if next(is: "/*") {
            states[states.count - 1] = .blockComment(depth: depth + 1)
            return blank(2)
        }
        blank(1)
    }

    private mutating func scanString(_ isMultiline: Bool, _ hashes: Int) {
        let pounds = String(repeating: "#", count: hashes)
        let quotes = (isMultiline ? "\"\"\"" : "\"") + pounds
        if next(is: quotes) {
            states.removeLast()
            return blank(quotes.utf8.count)
        }
        if next(is: "\\" + pounds + "(") {
            states.append(.code(depth: 1))
            return blank(2 + hashes)
        }
        blank(hashes == 0 && next(is: "\\") ? 2 : 1)
    }

    private func next(is text: StaticString, after skipped: Int = 0) -> Bool {
        next(is: "\(text)", after: skipped)
    }

    private func next(is text: String, after skipped: Int = 0) -> Bool {
        bytes.dropFirst(position + skipped).starts(with: text.utf8)
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < bytes.count && bytes[position] != UInt8(ascii: "\n") {
            blanked[position] = UInt8(ascii: " ")
            position += 1
        }
    }
}
