import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.Data

/// A point type's books on their way to being added up, a slice at a time, while others write them.
///
/// A slice reads one snapshot. It adds what the ledger has by now, and what that did to lots and balances
/// that were added before. Once no entry is left, it adds further lots and balances of that snapshot. So
/// after every slice that came to the ledger's end, all sums are of one moment: that slice's.
struct LedgerCheck: AddsLedgerUp {
    let pointType: PointTypeID
    private(set) var totals = LedgerTotals()
    /// The last entry that was added.
    private var entry: Int64 = 0
    private var place = Place()

    init(of pointType: PointTypeID) {
        self.pointType = pointType
    }

    /// How far lots and balances were added, in the order of `lots_open`; -1 stands for no expiry.
    private struct Place {
        /// One byte comes before every id.
        var endUser = Data([0])
        var expiresAt = Int64.max
        var lot = Int64.max

        var isBeforeLots: Bool { expiresAt < 0 && lot != .max }
    }

    /// Adds a slice of entries, lots and holdings.
    ///
    /// - Returns: Whether everything has been added.
    mutating func advance(in database: Database, rows: Int) throws -> Bool {
        guard try addEntries(in: database, rows) else { return false }
        var rest = rows
        while rest > 0 {
            rest -= try addLots(in: database, rest)
            guard rest > 0 else { break }
            guard try beginHolding(in: database) else { return true }
            rest -= 1
        }
        return false
    }

    func reply(at moment: Instant) -> CheckLedger.Reply {
        CheckLedger.Reply(totals, at: moment)
    }

    // MARK: The ledger

    /// - Returns: Whether no entry is left.
    private mutating func addEntries(in database: Database, _ rows: Int) throws -> Bool {
        let last = try Int64.one(
            database,
            """
            SELECT seq FROM ledger INDEXED BY ledger_by_point_type
            WHERE point_type = ? AND seq > ? ORDER BY seq LIMIT 1 OFFSET ?
            """,
            [pointType, entry, rows - 1]
        )
        let movements = try Row.all(
            database,
            """
            SELECT from_account, to_account, sum(ledger.amount) AS amount, max(ledger.seq) AS last,
                sum(iif(ledger.end_user <= ?4, ledger.amount, 0)) AS in_balances,
                sum(iif(lots.end_user < ?4 OR (lots.end_user = ?4
                    AND (ifnull(expires_at, -1), lot) <= (?5, ?6)), ledger.amount, 0)) AS in_lots
            FROM ledger INDEXED BY ledger_by_point_type CROSS JOIN lots ON lots.seq = lot
            WHERE ledger.point_type = ?1 AND ledger.seq > ?2 AND ledger.seq <= ?3
            GROUP BY from_account, to_account
            """,
            [
                pointType, entry, last ?? .max, place.endUser, place.expiresAt, place.lot,
            ]
        )
        for row in movements { add(row) }
        return last == nil
    }

    private mutating func add(_ row: Row) {
        let (from, to): (LedgerAccount, LedgerAccount) = (row["from_account"], row["to_account"])
        let (amount, inBalances): (Int64, Int64) = (row["amount"], row["in_balances"])
        totals.accounts[from, default: 0] -= amount
        totals.accounts[to, default: 0] += amount
        func sign(_ account: LedgerAccount) -> Int64 {
            (to == account ? 1 : 0) - (from == account ? 1 : 0)
        }
        totals.inBalances += sign(.user) * inBalances
        totals.onHold += sign(.held) * inBalances
        totals.owed -= sign(.owed) * inBalances
        totals.inLots += sign(.user) * row["in_lots"]
        entry = max(entry, row["last"])
    }

    // MARK: Lots and balances

    /// Adds the balance of the next end user, whose lots come then.
    ///
    /// - Returns: Whether there is one.
    private mutating func beginHolding(in database: Database) throws -> Bool {
        let row = try Row.one(
            database,
            """
            SELECT end_user, amount, on_hold, owed FROM balances
            WHERE point_type = ? AND end_user > ? ORDER BY end_user LIMIT 1
            """,
            [pointType, place.endUser]
        )
        guard let row else { return false }
        totals.inBalances += row["amount"]
        totals.onHold += row["on_hold"]
        totals.owed += row["owed"]
        place = Place(endUser: row["end_user"], expiresAt: -1, lot: 0)
        return true
    }

    /// Adds lots of the end user: those that never expire, then the others.
    ///
    /// - Returns: How many.
    private mutating func addLots(in database: Database, _ rows: Int) throws -> Int {
        var count = 0
        if place.isBeforeLots {
            count += try addLots(in: database, rows, "expires_at IS NULL AND seq > ?", [place.lot])
            if count == rows { return count }
            place.lot = .max
        }
        guard place.expiresAt < .max else { return count }
        count += try addLots(
            in: database,
            rows - count,
            "(expires_at, seq) > (?, ?)",
            [place.expiresAt, place.lot]
        )
        if count < rows { (place.expiresAt, place.lot) = (.max, .max) }
        return count
    }

    private mutating func addLots(
        in database: Database,
        _ rows: Int,
        _ condition: String,
        _ start: StatementArguments
    ) throws -> Int {
        let lots = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT seq, expires_at, remaining FROM lots INDEXED BY lots_open
                    WHERE end_user = ? AND point_type = ? AND remaining > 0 AND \(condition)
                    ORDER BY expires_at, seq LIMIT ?
                    """
            ),
            arguments: ([place.endUser, pointType] as StatementArguments) + start + [rows]
        )
        var count = 0
        while let row = try lots.next() {
            totals.inLots += row["remaining"]
            (place.expiresAt, place.lot) = (row["expires_at"] ?? -1, row["seq"])
            count += 1
        }
        return count
    }
}
