extension QRMatrix {
    /// The code as an SVG that scales to any size: one path, a unit for each module.
    package func svg() -> String {
        let side = size + 2 * Self.quietModules
        var path = ""
        for row in 0..<size {
            for run in darkRuns(in: row) {
                path +=
                    "M\(run.lowerBound + Self.quietModules) \(row + Self.quietModules)"
                    + "h\(run.count)v1h-\(run.count)z"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
            shape-rendering="crispEdges">
            <rect width="\(side)" height="\(side)" fill="#fff"/>
            <path d="\(path)" fill="#000"/>
            </svg>

            """
    }

    /// The code for a terminal: two rows of modules in one line of half blocks.
    ///
    /// - Parameter isColored: Sets black and white by escape codes, so that the code is right on a
    ///   dark and on a light terminal. Without, it is right on a dark one: light modules are drawn.
    /// - Returns: The lines, each with its line end.
    package func terminal(isColored: Bool = true) -> String {
        let edges = -Self.quietModules / 2..<size + Self.quietModules / 2
        var text = ""
        for row in stride(from: edges.lowerBound, to: edges.upperBound, by: 2) {
            let line = edges.map { column in
                let isLower = row + 1 < edges.upperBound
                return switch (self[column, row], self[column, row + 1] || !isLower) {
                case (false, false): "█"
                case (false, true): "▀"
                case (true, false): "▄"
                case (true, true): " "
                }
            }
            .joined()
            text += isColored ? "\u{1B}[97;40m\(line)\u{1B}[0m\n" : "\(line)\n"
        }
        return text
    }

    private func darkRuns(in row: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for column in 0..<size where self[column, row] {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<column + 1
            } else {
                runs.append(column..<column + 1)
            }
        }
        return runs
    }
}
