import GRDB
import OctopusHelpdeskContract
import OctopusSegments
import OctopusServiceKit

/// One of a broadcast's audience, as they are when it is their turn.
struct Recipient {
    /// How many are looked up at once.
    static let slice = 200

    let endUser: EndUserID
    let channel: ChannelID
    private let isActive: Bool
    private let follows: Bool
    private let agrees: Bool
    /// Whether they want to be told nothing of the channel.
    let isMuted: Bool

    func mayGet(_ reach: BroadcastReach) -> Bool {
        isActive && (follows || (reach == .everybody && agrees))
    }

    /// Those after the checkpoint, in the order of their ids.
    static func next(of record: BroadcastRecord, in database: Database) throws -> [Recipient] {
        try Row.all(
            database,
            """
            SELECT r.end_user, r.channel,
                p.is_active = 1 AND NOT EXISTS (
                    SELECT 1 FROM blocks WHERE partner = ? AND end_user = r.end_user
                ),
                EXISTS (
                    SELECT 1 FROM channel_followers
                    WHERE channel = r.channel AND end_user = r.end_user
                ),
                (p.consents & ?) <> 0,
                EXISTS (
                    SELECT 1 FROM mutes WHERE end_user = r.end_user AND channel = r.channel
                )
            FROM broadcast_recipients AS r
            LEFT JOIN segment_people AS p ON p.tenant = ? AND p.id = r.end_user
            WHERE r.broadcast = ? AND r.end_user > ? ORDER BY r.end_user LIMIT ?
            """,
            [
                record.partner, ConsentKind.inAppMarketing.bit, record.tenant, record.number,
                record.sentTo ?? .beforeAll, slice,
            ]
        ).map { row in
            Recipient(
                endUser: row[0],
                channel: row[1],
                isActive: row[2] ?? false,
                follows: row[3],
                agrees: row[4] ?? false,
                isMuted: row[5]
            )
        }
    }
}
