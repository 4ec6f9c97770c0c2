import struct FoundationEssentials.UUID
import GRDB
import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusStore

/// Moves impressions.
///
/// Every movement is one entry of the ledger. What it makes of the partner's balance and of the campaign's
/// reservation the database does itself, by a trigger, so that no entry stands without its effect; and it
/// refuses what would spend more than there is. What a partner can spend is told when it changes.
struct ImpressionBook: Emitting {
    let transaction: Transaction
    let now: Instant
    let trace: String?
    let ids: any IDSource
    let acting: Acting

    /// What was asked for is approved: it is the partner's, once a request.
    ///
    /// - Returns: Whether it was not credited before.
    func credit(
        _ amount: Int64,
        to owner: LedgerOwner,
        for request: RequestID
    ) throws -> Bool {
        let isKnown = try database.exists(
            "SELECT 1 FROM impression_ledger WHERE request = ?",
            [request]
        )
        guard !isKnown else { return false }
        try move(amount, by: .purchase, of: owner, request: request)
        return true
    }

    /// The tenant adds impressions, or takes them if `amount` is below zero.
    ///
    /// - Returns: What the partner has now.
    func adjust(
        by amount: Int64,
        of owner: LedgerOwner,
        because reason: String
    ) throws -> ImpressionAccounts {
        try move(
            abs(amount),
            by: amount < 0 ? .decrease : .increase,
            of: owner,
            reason: reason
        )
    }

    /// A campaign sets impressions aside, or more of them.
    func reserve(_ amount: Int64, of owner: LedgerOwner, for campaign: CampaignID) throws {
        try transaction.statements.run(
            """
            INSERT INTO impression_reservations (id, partner) VALUES (?, ?)
            ON CONFLICT (id) DO NOTHING
            """,
            [campaign, owner.partner]
        )
        try move(amount, by: .reservation, of: owner, campaign: campaign)
    }

    /// So many of a campaign's impressions were shown.
    func count(_ amount: Int64, of owner: LedgerOwner, for campaign: CampaignID) throws {
        let remaining = try remaining(of: campaign)
        guard amount <= remaining else {
            throw ImpressionRefusal.insufficient(missing: amount - remaining)
        }
        try move(amount, by: .count, of: owner, campaign: campaign)
        // It has shown all that it had: it is over.
        if amount == remaining { try transaction.wakeJob(CampaignTimes.job) }
    }

    /// A campaign gives back what it has not shown.
    ///
    /// - Returns: How many.
    @discardableResult
    func giveBack(of owner: LedgerOwner, for campaign: CampaignID) throws -> Int64 {
        try settle(owner, for: campaign)
        let remaining = try remaining(of: campaign)
        if remaining > 0 { try move(remaining, by: .giveBack, of: owner, campaign: campaign) }
        return remaining
    }

    /// What a campaign can still show.
    func remaining(of campaign: CampaignID) throws -> Int64 {
        try Int64.one(
            database,
            "SELECT remaining FROM impression_reservations WHERE id = ?",
            [campaign]
        ) ?? 0
    }

    @discardableResult
    private func move(
        _ amount: Int64,
        by kind: ImpressionEntryKind,
        of owner: LedgerOwner,
        request: RequestID? = nil,
        campaign: CampaignID? = nil,
        reason: String? = nil
    ) throws -> ImpressionAccounts {
        var accounts = try ImpressionAccounts.of(owner.partner, in: database)
        try accounts.move(amount, by: kind)
        try transaction.statements.run(
            """
            INSERT INTO impression_balances (partner, tenant) VALUES (?, ?)
            ON CONFLICT (partner) DO NOTHING
            """,
            [owner.partner, owner.tenant]
        )
        try transaction.statements.run(
            """
            INSERT INTO impression_ledger (at, partner, kind, from_account, to_account, amount,
                request, campaign, reason, actor_kind, actor, impersonator, program)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                now, owner.partner, kind, kind.accounts.from, kind.accounts.to, amount, request,
                campaign, reason, acting.kind, acting.id, acting.impersonator, acting.program,
            ]
        )
        // What was shown was set aside before: the partner has as many to spend as it had.
        if kind != .count { try tell(accounts, of: owner) }
        return accounts
    }

    private func tell(_ accounts: ImpressionAccounts, of owner: LedgerOwner) throws {
        let version = try Int64.one(
            database,
            "SELECT version FROM impression_balances WHERE partner = ?",
            [owner.partner]
        )
        try emit(
            accounts.state(of: owner.partner, version: version ?? 1),
            about: owner.partner.uuid,
            tenant: owner.tenant,
            partner: owner.partner
        )
    }
}

extension ImpressionAccounts {
    /// What is stored of a partner; nothing of one that never had any.
    static func of(_ partner: PartnerID, in database: Database) throws -> ImpressionAccounts {
        try Row.one(
            database,
            "SELECT * FROM impression_balances WHERE partner = ?",
            [partner]
        ).map(ImpressionAccounts.init(row:)) ?? ImpressionAccounts()
    }

    init(row: Row) {
        self.init(
            bought: row["bought"],
            adjusted: row["adjusted"],
            reserved: row["reserved"],
            counted: row["counted"]
        )
    }

    /// What others are told of a partner.
    func state(of partner: PartnerID, version: Int64) -> ImpressionBalanceChanged {
        ImpressionBalanceChanged(
            id: partner,
            version: version,
            total: total,
            available: available
        )
    }
}

extension SnapshotDefinition {
    /// What partners have now.
    static let impressionBalances = SnapshotDefinition.of(
        ImpressionBalanceChanged.self,
        rows: ImpressionAccounts.states
    )
}

extension ImpressionAccounts {
    /// What was told last of some partners, by their identifiers.
    @Sendable static func states(
        in database: Database,
        after: UUID?,
        _ limit: Int
    ) throws -> [SnapshotRow<ImpressionBalanceChanged>] {
        let table = "SELECT * FROM impression_balances"
        let rows =
            try after.map { after in
                try Row.all(
                    database,
                    "\(table) WHERE partner > ? ORDER BY partner LIMIT ?",
                    [PartnerID(after), limit]
                )
            } ?? Row.all(database, "\(table) ORDER BY partner LIMIT ?", [limit])
        return rows.map { row in
            let partner: PartnerID = row["partner"]
            return SnapshotRow(
                subject: partner.uuid,
                tenant: row["tenant"],
                partner: partner,
                event: ImpressionAccounts(row: row).state(of: partner, version: row["version"])
            )
        }
    }
}
