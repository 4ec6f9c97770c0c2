package import OctopusContract
package import GRDB

/// What a list reads: which rows, of which of them, in which order.
///
/// The statement is composed of the conditions that apply, so SQLite can use an index for each; a list
/// with n optional filters has at most 2ⁿ⁺¹ statements. Where there is no index, rows are sifted: a page
/// looks at so many of them and then ends, so that what is rare costs no more than what is not.
///
///     var list = ListQuery(of: CouponRecord.self, by: "id", .descending)
///     list.filter("partner", try context.caller.requirePartner())
///     list.filter("status", request.status)
///     try list.search("title_key", request.search)
///     return try page(list, of: request, in: context, as: CouponRecord.self, \.coupon)
package struct ListQuery: PageSource {
    package enum Direction: String { case ascending = "ASC", descending = "DESC" }

    private let select: String
    /// The columns of the order; together they name one row.
    ///
    /// None of them may be null.
    private let keys: [String]
    /// What they are called in a row.
    private let keyNames: [String]
    private let direction: Direction
    private var conditions: [String] = []
    private var shortcuts: [String] = []
    private var arguments: [DatabaseValue] = []
    private var sieve: [String] = []
    private var sieveArguments: [DatabaseValue] = []
    private var keeps: ((Row, inout Int) throws -> Bool)?
    package private(set) var budget = Int.max
    package private(set) var binding: [DatabaseValue] = []

    /// A list of records of one table.
    package init<R: StoredRecord>(
        of record: R.Type,
        by keys: String...,
        direction: Direction = .ascending
    ) {
        self.init("SELECT * FROM \(R.databaseTableName)", keys, direction)
        if let condition = R.listCondition { sift(condition) }
    }

    /// A list of a statement without `WHERE` and `ORDER BY`.
    ///
    /// - Parameters:
    ///   - select: As `SELECT ledger.*, title FROM ledger JOIN coupons ON …`.
    ///   - keys: The columns of the order, as `ledger.seq`; the row must have `seq`.
    ///   - direction: Of all of them.
    package init(_ select: String, by keys: String..., direction: Direction = .ascending) {
        self.init(select, keys, direction)
    }

    private init(_ select: String, _ keys: [String], _ direction: Direction) {
        self.select = select
        self.keys = keys
        keyNames = keys.map { String($0.split(separator: ".").last ?? "") }
        self.direction = direction
    }

    /// A condition that always holds, without values.
    package mutating func `where`(_ condition: String) {
        conditions.append(condition)
    }

    /// A condition with the time, which passes from page to page: a cursor is not bound to its values.
    package mutating func `where`(_ condition: String, at now: Instant) {
        conditions.append(condition)
        arguments += repeatElement(
            now.databaseValue,
            count: condition.utf8.count { $0 == UInt8(ascii: "?") }
        )
    }

    /// A condition that holds for all rows that the sieve lets through, and has an index: what it leaves
    /// out need not be looked at.
    ///
    /// It may come and go from page to page: a cursor is not bound to it.
    package mutating func shorten(_ condition: String) {
        shortcuts.append(condition)
    }

    /// Only rows whose column has that value; all rows if there is none.
    package mutating func filter(_ column: String, _ value: (some DatabaseValueConvertible)?) {
        filter(column, "=", value)
    }

    /// Only rows whose column is in a span; an absent end is open.
    ///
    /// `to` is exclusive.
    package mutating func filter<Value: DatabaseValueConvertible>(
        _ column: String,
        from: Value?,
        to: Value?
    ) {
        filter(column, ">=", from)
        filter(column, "<", to)
    }

    private mutating func filter(
        _ column: String,
        _ comparison: String,
        _ value: (some DatabaseValueConvertible)?
    ) {
        guard let value else { return }
        conditions.append("\(column) \(comparison) ?")
        arguments.append(value.databaseValue)
        binding.append(value.databaseValue)
    }

    /// Of the rows, those for which a condition holds that has no index.
    ///
    /// - Parameters:
    ///   - condition: What holds, with a `?` for the value.
    ///   - value: Absent: all rows.
    package mutating func sift(_ condition: String, _ value: (some DatabaseValueConvertible)?) {
        guard let value else { return }
        sieve.append(condition)
        sieveArguments.append(value.databaseValue)
        binding.append(value.databaseValue)
    }

    /// Of the rows, those for which a condition holds that has no index, and no value.
    package mutating func sift(_ condition: String) {
        sieve.append(condition)
    }

    /// Of the rows that pass all else, those that are kept by what SQL can't say; called once.
    ///
    /// A page ends when its answers have cost so much.
    ///
    /// - Parameters:
    ///   - budget: What a page may cost.
    ///   - keeps: Takes what its answer cost from the number that it is given.
    package mutating func sift(
        spending budget: Int,
        by keeps: @escaping (Row, inout Int) throws -> Bool
    ) {
        (self.keeps, self.budget) = (keeps, budget)
        if sieve.isEmpty { sift("1") }
    }

    package func has(_ row: Row, spending budget: inout Int) throws -> Bool {
        try keeps?(row, &budget) ?? true
    }

    /// Only rows whose key column contains the searched text; all rows if there is none.
    ///
    /// - Throws: `invalid` for a text that can't be searched.
    package mutating func search(
        _ column: String,
        _ text: String?,
        path: String = "search"
    ) throws(Refusal) {
        guard let key = try SearchText.key(of: text, path: path) else { return }
        sift("instr(\(column), ?) > 0", key)
    }

    package var isSifted: Bool { !sieve.isEmpty }

    package var bound: String {
        var list = self
        list.shortcuts = []
        return list.statement(after: nil, rows: 0).0
    }

    package func statement(after place: [DatabaseValue]?, rows: Int) -> (String, StatementArguments)
    {
        var (conditions, arguments) = (conditions + shortcuts, arguments)
        if let place {
            let comparison = direction == .ascending ? ">" : "<"
            let marks = keys.map { _ in "?" }.joined(separator: ", ")
            conditions.append(
                keys.count == 1
                    ? "\(keys[0]) \(comparison) ?"
                    : "(\(keys.joined(separator: ", "))) \(comparison) (\(marks))"
            )
            arguments += place
        }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let order = keys.map { "\($0) \(direction.rawValue)" }.joined(separator: ", ")
        let looked = isSifted ? max(rows, Int(PageLimit.looked)) : rows
        return (
            "\(sifted)\(filter) ORDER BY \(order) LIMIT ?",
            StatementArguments(sieveArguments + arguments + [looked.databaseValue])
        )
    }

    /// What is selected, with whether a row passes the sieve and where it stands before its columns.
    ///
    /// `CASE` asks no condition behind one that does not hold; a value that is selected asks all.
    private var sifted: String {
        guard isSifted else { return select }
        let condition = sieve.joined(separator: " AND ")
        return "SELECT CASE WHEN \(condition) THEN 1 ELSE 0 END AS is_found, "
            + "\(keys.joined(separator: ", ")), "
            + select.dropFirst("SELECT ".count)
    }

    package func place(of row: Row) -> [DatabaseValue] {
        isSifted ? keys.indices.map { row[$0 + 1] } : keyNames.map { row[$0] }
    }

    /// The first rows, for what is no list of its own, and is not sifted.
    package func first(_ rows: Int, in database: Database) throws -> [Row] {
        let (sql, arguments) = statement(after: nil, rows: rows)
        return try Row.all(database, sql, arguments)
    }
}

/// What people type into a search field.
enum SearchText {
    /// The key to look for; nil if nothing is asked.
    static func key(of text: String?, path: String) throws(Refusal) -> String? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard text.utf8.count <= PageLimit.searchBytes else {
            throw refusal(path, .length, "It must have at most \(PageLimit.searchBytes) bytes.")
        }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control || scalar.properties.isWhitespace
        }
        let key = Folding.key(text)
        guard isClean, !key.isEmpty else {
            throw refusal(path, .characters, "It must have letters or signs that can be seen.")
        }
        return key
    }

    private static func refusal(_ path: String, _ rule: FieldWord, _ message: String) -> Refusal {
        .invalid(Violation(path, rule, message))
    }
}
