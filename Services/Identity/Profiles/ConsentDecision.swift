import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// What an end user decided once about a kind of consent.
struct ConsentDecision: StoredRecord {
    static let databaseTableName = "consent_decisions"
    /// So many are kept of each kind; older ones say nothing that counts.
    private static let kept = 50

    let endUserId: EndUserID
    let kind: ConsentKind
    let isGiven: Bool
    let decidedAt: Instant
    let program: String
    let textVersion: String

    /// What holds; nil if they never decided, which is no.
    static func last(
        _ kind: ConsentKind,
        of endUser: EndUserID,
        in database: Database
    ) throws -> ConsentDecision? {
        try one(
            database,
            """
            SELECT * FROM consent_decisions WHERE end_user_id = ? AND kind = ?
            ORDER BY seq DESC LIMIT 1
            """,
            [endUser, kind.rawValue]
        )
    }

    /// Stores it as the one that holds.
    func add(in database: Database) throws {
        try store(in: database)
        try database.run(
            """
            DELETE FROM consent_decisions WHERE end_user_id = ? AND kind = ? AND seq <= (
                SELECT seq FROM consent_decisions WHERE end_user_id = ? AND kind = ?
                ORDER BY seq DESC LIMIT 1 OFFSET ?
            )
            """,
            [endUserId, kind.rawValue, endUserId, kind.rawValue, Self.kept]
        )
    }

    var consent: Consent {
        Consent(
            kind: kind,
            isGiven: isGiven,
            decidedAt: decidedAt,
            program: program,
            textVersion: textVersion
        )
    }

    var event: ConsentChanged {
        ConsentChanged(
            kind: kind,
            isGiven: isGiven,
            decidedAt: decidedAt,
            program: program,
            textVersion: textVersion
        )
    }
}
