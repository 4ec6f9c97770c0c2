import GRDB
import OctopusContract

/// The rows of a list from a place on, without those that it looks at and that are not of it.
struct SiftedRows {
    /// So many rows that are left out lie at most between two places that are kept: to make one costs as
    /// much as to look at a row.
    private static let stride = 64

    private let list: any PageSource
    private let rows: RowCursor
    /// How many more rows the statement can have.
    private var left: Int
    /// What the list's answers may still cost.
    private var budget: Int
    /// Whether it could not be asked of one.
    private var isSpent = false
    /// The last row that was kept of those that were looked at and belong before the next: where one may
    /// go on.
    private(set) var place: [DatabaseValue]?

    /// Begins after a place.
    ///
    /// - Parameters:
    ///   - list: What is listed.
    ///   - place: Nil for the beginning.
    ///   - count: How many rows are wanted.
    ///   - database: Where they are.
    /// - Throws: What SQLite throws.
    init(
        of list: some PageSource,
        after place: [DatabaseValue]?,
        count: Int,
        in database: Database
    ) throws {
        let (sql, arguments) = list.statement(after: place, rows: count)
        self.list = list
        self.place = place
        budget = list.budget
        left = list.isSifted ? max(count, Int(PageLimit.looked)) : .max
        rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Whether so many rows were looked at as one may, and there may be more.
    var isOver: Bool { left == 0 || isSpent }

    /// The next row; nil at the end of the list, or when it is over.
    mutating func next() throws -> Row? {
        while let row = try rows.next() {
            guard list.isSifted else { return row }
            left -= 1
            if row[0] {
                isSpent = budget <= 0
                if isSpent { return nil }
                if try list.has(row, spending: &budget) { return row }
                place = list.place(of: row)
            } else if left.isMultiple(of: Self.stride) {
                place = list.place(of: row)
            }
        }
        return nil
    }

    /// Says that the row is taken, so that one may go on after it.
    mutating func take(_ row: Row) {
        place = list.place(of: row)
    }
}
