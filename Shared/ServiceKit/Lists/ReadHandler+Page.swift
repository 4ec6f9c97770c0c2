import OctopusCBOR
package import OctopusContract
package import GRDB

extension ReadHandler where Request: PageRequest {
    /// One page of a list.
    ///
    /// It ends at the rows that were asked for, before the row that would make it larger than it may be, or
    /// when ``PageLimit/looked`` rows were sifted; `next` says whether there is more.
    ///
    /// - Parameters:
    ///   - list: What is listed.
    ///   - request: Says how many and after which.
    ///   - context: The read.
    ///   - mostBytes: What its rows may have together, encoded; a first row comes whatever it has.
    ///   - item: Makes a row of the reply.
    /// - Returns: At most as many rows as are wanted, and at most 512 KiB unless it says otherwise.
    /// - Throws: `invalid` for a limit out of range or a cursor of another list, other filters, another
    ///   owner or another caller.
    package static func page<Item: Message>(
        _ list: some PageSource,
        of request: Request,
        in context: ReadContext<Environment>,
        within mostBytes: Int = PageLimit.bytes,
        item: (Row) throws -> Item
    ) throws -> Page<Item> {
        let (name, binding) = (declaration.name, try list.digest(askedBy: context.caller))
        let limit = try rowLimit(request.limit)
        let place = try request.after.map { try context.cursors.open($0, of: name, binding) }
        var rows = try SiftedRows(of: list, after: place, count: limit + 1, in: context.database)
        let encoder = CBOREncoder()
        var (items, bytes): ([Item], Int) = ([], 0)
        func page(isLast: Bool) throws -> Page<Item> {
            let next = isLast ? nil : rows.place
            return Page(
                items: items,
                next: try next.map { try context.cursors.seal($0, for: name, binding) }
            )
        }
        while let row = try rows.next() {
            let made = items.count < limit ? try item(row) : nil
            if let made { bytes += try encoder.encode(made).count }
            // A page has at least one row, or a list would stand still.
            guard let made, items.isEmpty || bytes <= mostBytes else {
                return try page(isLast: false)
            }
            items.append(made)
            rows.take(row)
        }
        return try page(isLast: !rows.isOver)
    }

    /// One page of a list of records.
    package static func page<R: StoredRecord, Item: Message>(
        _ list: ListQuery,
        of request: Request,
        in context: ReadContext<Environment>,
        as record: R.Type,
        _ item: (R) throws -> Item
    ) throws -> Page<Item> {
        try page(list, of: request, in: context) { try item(R(row: $0)) }
    }

    private static func rowLimit(_ limit: Int64?) throws(Refusal) -> Int {
        let limit = limit ?? PageLimit.standardRows
        guard PageLimit.rows.contains(limit) else {
            let (least, most) = (PageLimit.rows.lowerBound, PageLimit.rows.upperBound)
            throw .invalid(
                Violation(
                    path: "limit",
                    rule: "range",
                    message: "It must be from \(least) to \(most)."
                )
            )
        }
        return Int(limit)
    }
}
