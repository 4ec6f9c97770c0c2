package import OctopusContract
package import struct FoundationEssentials.UUID

/// Lines of a CSV file (RFC 4180) that a spreadsheet opens as they are, and of which it runs nothing.
///
///     var file = CSV.beginning
///     file += CSV.line([.text("name"), .text("points")])
///     file += CSV.line([.text("=1+2"), .number(-3)])    // "'=1+2",-3
///
/// Texts stand in quotes. One that a spreadsheet would take for a formula begins with an apostrophe, which
/// makes it a text there.
package enum CSV {
    /// What a file begins with: it says that the text is UTF-8.
    package static let beginning = "\u{FEFF}"

    /// What stands in one place of a line.
    package enum Cell: Sendable, Hashable {
        case text(String)
        case number(Int64)
        /// As `2026-01-31 08:30:00.125` in UTC, which spreadsheets take for a time.
        case instant(Instant)
        case id(UUID)
        case nothing

        /// A text, or nothing.
        package static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .nothing }
        /// An id, or nothing.
        package static func id(_ id: UUID?) -> Cell { id.map { .id($0) } ?? .nothing }
    }

    /// A line with its end.
    package static func line(_ cells: [Cell]) -> String {
        cells.map(field).joined(separator: ",") + "\r\n"
    }

    static func field(_ cell: Cell) -> String {
        switch cell {
        case .nothing: ""
        case .number(let number): String(number)
        case .instant(let instant): quoted(InstantColumn.text(of: instant))
        case .id(let id): quoted(id.uuidString.lowercased())
        case .text(let text): quoted(isFormula(text) ? "'" + text : text)
        }
    }

    private static func quoted(_ text: String) -> String {
        // By scalars: a quote with a mark above it is another character, and still ends the field.
        var field = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { field.unicodeScalars.append(scalar) }
            field.unicodeScalars.append(scalar)
        }
        return field + "\""
    }

    /// What spreadsheets take for a formula: a sign at the beginning, in its narrow or its wide form, also
    /// behind space and what can't be seen, which some of them drop.
    private static let signs: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "|", "%", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}",
    ]

    private static func isFormula(_ text: String) -> Bool {
        // A tab or an end of line at the beginning lets some begin a cell anew.
        if let first = text.unicodeScalars.first, "\t\r\n".unicodeScalars.contains(first) {
            return true
        }
        let seen = text.unicodeScalars.first { scalar in
            let properties = scalar.properties
            return !properties.isWhitespace
                && ![.control, .format].contains(properties.generalCategory)
        }
        return seen.map { signs.contains($0) } ?? false
    }
}

/// An instant as a spreadsheet reads it.
package enum InstantColumn {
    package static func text(of instant: Instant) -> String {
        let (days, rest) = instant.milliseconds.flooredQuotient(by: 86_400_000)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
            .map { CivilDate.padded($0, 2) }
        return "\(CivilDate(day: days).text) \(clock.joined(separator: ":"))."
            + CivilDate.padded(rest % 1000, 3)
    }
}
