import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Reads the ledger; it is written by ``PointsBook`` alone.
///
/// Each list goes along the one index that is made for what is asked, however rare that is among
/// millions of entries.
enum LedgerRecord {
    private static let columns = """
        ledger.*, lots.id AS award, note, reference, purchase, channel, place, reason
        """
    private static let joins = """
        JOIN lots ON lots.seq = lot LEFT JOIN ledger_notes ON entry = ledger.seq
        LEFT JOIN awards ON awards.id = lots.id AND kind = 'award'
        """

    /// A partner's entries, newest first: all, or those of an end user, of a point type of its own, or
    /// of both.
    static func list(
        of partner: PartnerID,
        _ endUser: EndUserID?,
        _ pointType: PointTypeID?
    ) -> any PageSource {
        if let endUser, pointType == nil {
            return HoldingsList(
                of: endUser,
                at: partner,
                columns,
                joins
            )
        }
        var list = ListQuery(
            "SELECT \(columns) FROM ledger \(joins)",
            by: "ledger.seq",
            direction: .descending
        )
        list.filter("ledger.end_user", endUser)
        list.filter("ledger.point_type", pointType)
        if pointType == nil { list.filter("ledger.partner", partner) }
        return list
    }

    static func entry(_ row: Row) -> LedgerEntry {
        let (kind, cause): (LedgerEntryKind, UUID?) = (row["kind"], row["cause"])
        let isReversal = kind == .reversal || kind == .debt
        return LedgerEntry(
            seq: row["seq"],
            at: row["at"],
            partnerId: row["partner"],
            endUserId: row["end_user"],
            pointTypeId: row["point_type"],
            kind: kind,
            amount: row["amount"],
            from: row["from_account"],
            to: row["to_account"],
            awardId: row["award"],
            issuedCouponId: row["issued_coupon"],
            holdId: isReversal ? nil : cause.map(HoldID.init),
            reversedAwardId: isReversal ? cause.map(AwardID.init) : nil,
            actor: Acting(row: row).actor,
            note: row["note"],
            reference: row["reference"],
            purchase: row["purchase"],
            channelId: row["channel"],
            place: row["place"],
            reason: row["reason"]
        )
    }
}

/// The newest entries of all that an end user has or had: of each holding as many as are wanted, in
/// the order of its index, and of those the newest again.
struct HoldingsList: PageSource {
    private let statement: String
    private let owners: StatementArguments
    package let binding: [DatabaseValue]

    /// Names the list.
    ///
    /// - Parameters:
    ///   - endUser: Whose entries.
    ///   - partner: Of which partner's points; of all if none is named.
    ///   - columns: What is read of an entry and of what is joined to it; `ledger.seq` among it.
    ///   - joins: What is joined to `ledger`.
    init(
        of endUser: EndUserID,
        at partner: PartnerID? = nil,
        _ columns: String,
        _ joins: String
    ) {
        let ofPartner = """
            CROSS JOIN point_types AS own
            ON own.id = held.point_type AND own.partner = :partner
            """
        statement = """
            WITH chosen AS (
                SELECT ledger.seq FROM balances AS held \(partner == nil ? "" : ofPartner)
                CROSS JOIN ledger ON ledger.seq IN (
                    SELECT seq FROM ledger INDEXED BY ledger_by_holding
                    WHERE end_user = held.end_user AND point_type = held.point_type
                        AND seq < :after
                    ORDER BY seq DESC LIMIT :limit)
                WHERE held.end_user = :endUser ORDER BY ledger.seq DESC LIMIT :limit
            )
            SELECT \(columns) FROM chosen JOIN ledger ON ledger.seq = chosen.seq \(joins)
            ORDER BY ledger.seq DESC
            """
        owners = ["endUser": endUser] + (partner.map { ["partner": $0] } ?? [:])
        binding = [endUser.databaseValue] + (partner.map { [$0.databaseValue] } ?? [])
    }

    package func statement(
        after place: [DatabaseValue]?,
        rows: Int
    ) -> (String, StatementArguments) {
        (statement, owners + ["after": place?.first ?? Int64.max.databaseValue, "limit": rows])
    }

    package func place(of row: Row) -> [DatabaseValue] { [row["seq"]] }
}
