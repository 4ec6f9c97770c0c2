import OctopusLoyaltyContract
import Crypto
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.Data

/// That somebody was scanned: a short-lived right of one operator to give them one thing.
struct Scan {
    /// What the operator's program is told; the database keeps a keyed hash of it.
    let token: String
    let expiresAt: Instant

    fileprivate static func hash(_ token: String, _ environment: LoyaltyEnvironment) -> Data {
        // Of 32 bytes, as the table wants it.
        Data(
            HMAC<SHA256>.authenticationCode(for: Array(token.utf8), using: environment.scanKey)
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    func openScan(of endUser: EndUserID, at partner: PartnerRecord) throws -> Scan {
        let scan = Scan(
            token: Base32.encode(randomBytes(16)),
            expiresAt: now.adding(CodeLife.scan)
        )
        try database.run(
            """
            INSERT INTO scans (token, partner, operator, end_user, expires_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                Scan.hash(scan.token, environment), partner.id, caller.requirePerson().subject,
                endUser, scan.expiresAt,
            ]
        )
        return scan
    }

    /// Uses a scan up, in the transaction of what it brings about.
    ///
    /// - Throws: `scanRefused` if it is used, too old, or another operator's.
    func useScan(_ token: String, of partner: PartnerRecord) throws -> EndUserID {
        let endUser = try EndUserID.one(
            database,
            """
            UPDATE scans SET used_at = ?1
            WHERE token = ?2 AND partner = ?3 AND operator = ?4 AND used_at IS NULL
                AND expires_at > ?1 AND expires_at <= ?5
            RETURNING end_user
            """,
            [
                now, Scan.hash(token, environment), partner.id, caller.requirePerson().subject,
                now.latestEnd(life: CodeLife.scan.milliseconds),
            ]
        )
        guard let endUser else { throw Refusal(.scanRefused) }
        return endUser
    }
}

extension ReadContext<LoyaltyEnvironment> {
    /// The end user whom an operator has scanned, while the scan lives.
    func scanned(
        _ token: String,
        of partner: PartnerID
    ) throws -> (endUser: EndUserID, expiresAt: Instant)? {
        try Row.one(
            database,
            """
            SELECT end_user, expires_at FROM scans
            WHERE token = ? AND partner = ? AND operator = ?
                AND expires_at > ? AND expires_at <= ?
            """,
            [
                Scan.hash(token, environment), partner, caller.requirePerson().subject, now,
                now.latestEnd(life: CodeLife.scan.milliseconds),
            ]
        ).map { ($0["end_user"], $0["expires_at"]) }
    }
}
