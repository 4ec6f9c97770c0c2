import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit

/// A partner's ledger on its way to being added up; balance and reservations are compared with it at its
/// end, of the same moment.
struct ImpressionCheck: AddsLedgerUp {
    let partner: PartnerID
    /// What the entries add up to, as accounts.
    private(set) var held: [ImpressionAccount: Int64] = [:]
    private(set) var stored = ImpressionAccounts()
    private(set) var inReservations: Int64 = 0
    /// The last entry that was added.
    private var entry: Int64 = 0

    init(of partner: PartnerID) {
        self.partner = partner
    }

    mutating func advance(in database: Database, rows: Int) throws -> Bool {
        let last = try Int64.one(
            database,
            """
            SELECT seq FROM impression_ledger INDEXED BY impression_ledger_by_partner
            WHERE partner = ? AND seq > ? ORDER BY seq LIMIT 1 OFFSET ?
            """,
            [partner, entry, rows - 1]
        )
        let movements = try Row.all(
            database,
            """
            SELECT from_account, to_account, sum(amount), max(seq)
            FROM impression_ledger INDEXED BY impression_ledger_by_partner
            WHERE partner = ? AND seq > ? AND seq <= ? GROUP BY from_account, to_account
            """,
            [partner, entry, last ?? .max]
        )
        for row in movements {
            let amount: Int64 = row[2]
            held[row[0], default: 0] -= amount
            held[row[1], default: 0] += amount
            entry = max(entry, row[3])
        }
        guard last == nil else { return false }
        stored = try ImpressionAccounts.of(partner, in: database)
        inReservations =
            try Int64.one(
                database,
                """
                SELECT sum(remaining) FROM impression_reservations
                WHERE partner = ? AND remaining > 0
                """,
                [partner]
            ) ?? 0
        return true
    }

    /// The ledger's own answer to what is stored.
    var ledger: ImpressionBalance {
        ImpressionBalance(
            bought: -(held[.bought] ?? 0),
            adjusted: -(held[.adjusted] ?? 0),
            reserved: held[.reserved] ?? 0,
            counted: held[.counted] ?? 0,
            available: held[.available] ?? 0
        )
    }

    var isBalanced: Bool { ledger == stored.balance && inReservations == stored.reserved }

    func reply(at moment: Instant) -> CheckImpressionLedger.Reply {
        CheckImpressionLedger.Reply(
            ledger: ledger,
            balance: stored.balance,
            inReservations: inReservations,
            isBalanced: isBalanced,
            checkedAt: moment
        )
    }
}
