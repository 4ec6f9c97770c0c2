package import OctopusContract
package import GRDB

/// A list that can be had as a CSV file.
///
/// Its rows are never changed and have rising numbers, so that those up to a number are one snapshot in
/// however many slices they are read.
///
///     static let history = ExportDefinition(
///         "history",
///         titles: ["at", "partner", "decision"],
///         upTo: { try Int64.one($0, "SELECT max(seq) FROM history") },
///         list: { source in
///             var list = ListQuery("SELECT * FROM history", by: "seq")
///             list.filter("tenant", source.tenant)
///             return list
///         },
///         row: { [.instant($0["at"]), .text($0["partner_name"]), .text($0["decision"])] }
///     )
///
///     // In the service's table of contents: exports: [history]. In a command's transaction:
///     return try context.beginExport(history, of: request)
package struct ExportDefinition: Sendable {
    /// What is exported.
    package struct Source: Sendable {
        /// The request that began it, as CBOR.
        package let request: [UInt8]
        /// What the caller reached when it began; nil for all.
        package let tenant: TenantID?
        package let partner: PartnerID?
    }

    /// Where its lines come from.
    enum Content: Sendable {
        case list(Listing)
        /// From the request itself, in which the command that began it put all that it has to say.
        case lines(@Sendable (Source) throws -> [[CSV.Cell]])
    }

    struct Listing: Sendable {
        let titles: [String]
        let upTo: @Sendable (Database) throws -> Int64?
        let list: @Sendable (Source) throws -> ListQuery
        let lines: @Sendable (Row, Database) throws -> [[CSV.Cell]]
    }

    let name: String
    let content: Content

    /// Declares an export.
    ///
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - titles: The file's first line.
    ///   - upTo: The number of the newest row; nil if there is none.
    ///   - list: What is listed, ascending, with a column `seq`.
    ///   - row: A line of the file, with as many cells as titles.
    package init(
        _ name: String,
        titles: [String],
        upTo: @escaping @Sendable (Database) throws -> Int64?,
        list: @escaping @Sendable (Source) throws -> ListQuery,
        row: @escaping @Sendable (Row) throws -> [CSV.Cell]
    ) {
        self.init(name, titles: titles, upTo: upTo, list: list) { found, _ in [try row(found)] }
    }

    /// Declares an export whose rows have some lines each, of which there are few.
    package init(
        _ name: String,
        titles: [String],
        upTo: @escaping @Sendable (Database) throws -> Int64?,
        list: @escaping @Sendable (Source) throws -> ListQuery,
        lines: @escaping @Sendable (Row, Database) throws -> [[CSV.Cell]]
    ) {
        self.name = name
        content = .list(Listing(titles: titles, upTo: upTo, list: list, lines: lines))
    }

    /// Declares an export of what its command computed, which is small and stands in the request.
    ///
    /// - Parameters:
    ///   - name: Unique in the service.
    ///   - lines: The file's lines, the first with the titles.
    package init(_ name: String, lines: @escaping @Sendable (Source) throws -> [[CSV.Cell]]) {
        self.name = name
        content = .lines(lines)
    }

    /// The number of the newest row.
    func end(in database: Database) throws -> Int64 {
        guard case .list(let listing) = content else { return 0 }
        return try listing.upTo(database) ?? 0
    }
}
