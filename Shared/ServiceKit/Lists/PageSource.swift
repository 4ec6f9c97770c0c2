import Crypto
import OctopusCBOR
package import GRDB

/// What pages are read from: a ``ListQuery``, or a statement that a service composes itself.
package protocol PageSource {
    /// The values of the filters, the owner's among them.
    ///
    /// A cursor is good for the same statement with the same values.
    var binding: [DatabaseValue] { get }

    /// The statement of a page, and its values.
    ///
    /// - Parameters:
    ///   - place: Where the page before ended; nil for the first page.
    ///   - rows: How many rows at most.
    /// - Returns: A statement whose text depends on which filters there are, not on their values.
    func statement(after place: [DatabaseValue]?, rows: Int) -> (String, StatementArguments)

    /// The text of the list to which a cursor is bound.
    var bound: String { get }

    /// Where a row stands in the order.
    func place(of row: Row) -> [DatabaseValue]

    /// Whether rows are looked at that are not of the list: then a row's first column says whether it is.
    var isSifted: Bool { get }

    /// Whether a row that the statement found is of the list, if rows are sifted.
    ///
    /// - Parameters:
    ///   - row: What the statement found.
    ///   - budget: What the answer cost is taken from it.
    /// - Returns: Whether it is.
    /// - Throws: What the database throws.
    func has(_ row: Row, spending budget: inout Int) throws -> Bool

    /// What the answers of a page may cost before it ends.
    var budget: Int { get }
}

extension PageSource {
    package var bound: String { statement(after: nil, rows: 0).0 }

    package var isSifted: Bool { false }

    package func has(_ row: Row, spending budget: inout Int) throws -> Bool { true }

    package var budget: Int { .max }

    /// A digest of the list, its filters, its owner and who asks.
    func digest(askedBy caller: Caller) throws -> [UInt8] {
        let values = CursorPlace([bound.databaseValue] + binding)
        return Array(SHA256.hash(data: try CBOREncoder().encode(values)))
            + TextDigest.of(caller.asking)
    }
}
