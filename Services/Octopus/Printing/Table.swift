/// Rows in columns, for people.
struct Table {
    let titles: [String]
    private(set) var rows: [[String]] = []

    init(_ titles: String...) { self.titles = titles }

    /// Columns that only the answer tells.
    init(titles: [String]) { self.titles = titles }

    mutating func add(_ row: String...) { add(cells: row) }

    mutating func add(cells: [String]) { rows.append(cells.map { TerminalText.safe($0) }) }

    /// The lines, each column as wide as its widest text.
    var lines: [String] {
        let all = [titles] + rows
        let widths = titles.indices.map { column in
            all.map { TerminalText.width(of: $0[column]) }.max() ?? 0
        }
        return all.map { row in
            let cells = zip(row, widths).map { TerminalText.padded($0, to: $1) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    func print() { for line in lines { Console.print(line) } }
}

/// One thing with its fields below each other, for people.
struct Sheet {
    private var fields: [(name: String, value: String)] = []

    /// Adds a field; one without a value is left out.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        fields.append((name, TerminalText.safe(value)))
    }

    var lines: [String] {
        let width = fields.map { TerminalText.width(of: $0.name) }.max() ?? 0
        return fields.map { "\(TerminalText.padded($0.name, to: width))  \($0.value)" }
    }

    func print() { for line in lines { Console.print(line) } }
}
