import GRDB
import OctopusCBOR
import OctopusContract
import OctopusStore
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// Follows the audit's chain through some of its entries, and says what does not fit.
struct AuditCheck {
    static let mostEntries = 1_000
    private static let mostFaults = 100

    let key: KeyedCode
    /// Where the chain had come to before the entries were read, as it is kept apart from them; nil if
    /// that is damaged.
    let head: HashChain?

    /// Looks at the entries after a number.
    ///
    /// - Throws: What SQLite throws.
    func run(after seq: Int64, in database: Database) throws -> VerifyAudit.Reply {
        var faults: [String] = []
        func find(_ fault: String) {
            if faults.count < Self.mostFaults { faults.append(fault) }
        }
        var chain = HashChain.beginning
        if seq > 0 {
            guard let code = try AuditBook.code(of: seq, in: database) else {
                throw Refusal(.notFound, "There is no entry \(seq).")
            }
            chain = HashChain(seq: seq, code: code)
        }
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"),
            arguments: [seq, Self.mostEntries]
        )
        var count = 0
        while let row = try rows.next() {
            count += 1
            let (number, code) = (row["seq"] as Int64, Array(row["code"] as Data))
            if number != chain.seq + 1 {
                find("\(number - chain.seq - 1) entries before number \(number) are missing")
            } else if chain.code(of: row["entry"] as Data, key) != code {
                find("number \(number) was changed, or the entry before it")
            } else if !agrees(row) {
                find("what number \(number) is searched by was changed")
            } else if let loss = loss(row) {
                find("number \(number) tells of a loss: \(loss)")
            }
            chain = HashChain(seq: number, code: code)
            if number == head?.seq, code != head?.code {
                find("number \(number) is not the one that was written")
            }
        }
        let isAtEnd = count < Self.mostEntries
        if isAtEnd { checkEnd(chain, find) }
        return VerifyAudit.Reply(
            entries: Int64(count),
            last: chain.seq,
            isAtEnd: isAtEnd,
            faults: faults
        )
    }

    private func checkEnd(_ chain: HashChain, _ find: (String) -> Void) {
        guard let head else {
            return find("what is kept of the chain's end beside the sealing key is damaged")
        }
        guard chain.seq < head.seq else { return }
        find("\(head.seq - chain.seq) entries after number \(chain.seq) are missing")
    }

    /// Whether the columns say what the entry says.
    private func agrees(_ row: Row) -> Bool {
        guard let stored = try? StoredEntry(bytes: Array(row["entry"] as Data)) else {
            return false
        }
        let entry = stored.entry
        return entry.seq == row["seq"] && entry.at.milliseconds == row["at"]
            && entry.tenant?.uuid == row["tenant"] && entry.partner?.uuid == row["partner"]
            && entry.subject == row["subject"] && entry.actor == row["actor"]
            && stored.changes.first?.about == row["about"] && entry.method == row["method"]
            && entry.refusal == row["refusal"] && entry.program == row["program"]
            && stored.kinds == row["kinds"]
    }

    /// What an entry says that the service itself wrote when its database had been put back.
    private func loss(_ row: Row) -> String? {
        row["method"] == AuditLog.restore ? row["refusal"] : nil
    }
}
