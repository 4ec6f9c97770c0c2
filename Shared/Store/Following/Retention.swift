/// What becomes of the rows of one table whose things a snapshot no longer had.
///
/// The rows are looked for on a reader, a range of keys at a time, and changed by one statement a range,
/// in transactions of a few milliseconds.
package struct Retention: Sendable {
    package let table: String
    /// Names the thing by its 16 bytes.
    ///
    /// The table has an index that begins with it.
    package let column: String
    /// What is written into such a row, for instance `status = 'suspended'`; nil deletes it.
    package let assignments: String?
    /// Whose rows about such a thing are deleted.
    package let dependents: [Dependent]
    /// Runs in each transaction that changed something.
    let afterwards: (@Sendable (Transaction) throws -> Void)?

    /// Rows of another table that are about the thing.
    package struct Dependent: Sendable, Hashable {
        package let table: String
        /// Names the thing.
        ///
        /// The table has an index that begins with it.
        package let column: String

        package init(_ table: String, by column: String) {
            self.table = table
            self.column = column
        }
    }

    package init(
        table: String,
        column: String = "id",
        assignments: String?,
        dependents: [Dependent] = [],
        afterwards: (@Sendable (Transaction) throws -> Void)? = nil
    ) {
        self.table = table
        self.column = column
        self.assignments = assignments
        self.dependents = dependents
        self.afterwards = afterwards
    }

    /// Deletes the rows.
    package static func deleting(from table: String, column: String = "id") -> Retention {
        Retention(table: table, column: column, assignments: nil)
    }
}

/// How many keys one range has: a small one first, and then as many as take a few milliseconds.
struct RangeSize: Sendable, Equatable {
    private(set) var count = 128
    static let largest = 2_048

    /// Takes over how long the writer took for a range of this size.
    mutating func learn(fromMilliseconds took: Int64) {
        if took > 10 {
            count = max(1, count / 4)
        } else if took < 4 {
            count = min(count * 2, Self.largest)
        }
    }
}
