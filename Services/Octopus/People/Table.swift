/// Rows in columns, for people.
struct Table {
    let titles: [String]
    private(set) var rows: [[String]] = []

    init(_ titles: String...) { self.titles = titles }

    mutating func add(_ row: String...) { rows.append(row) }

    /// The lines, each column as wide as its widest text.
    var lines: [String] {
        let all = [titles] + rows
        let widths = titles.indices.map { column in
            all.map { $0[column].count }.max() ?? 0
        }
        return all.map { row in
            let cells = zip(row, widths).map { $0.padded(to: $1) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    func print() { for line in lines { Console.print(line) } }
}
