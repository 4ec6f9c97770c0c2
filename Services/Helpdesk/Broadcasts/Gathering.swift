import GRDB
import OctopusHelpdeskContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

extension BroadcastRecord {
    /// Whom it reaches of those whom a rule selects: followers, and who takes promotions of others.
    func selection(
        by rule: SegmentRule?,
        at now: Instant,
        in database: Database
    ) throws -> Audience {
        let reached = SegmentRule.any([.follows(channels), .consents(.inAppMarketing)])
        let asked = [rule, reach == .everybody ? reached : nil].compactMap(\.self)
        return try Audience(
            .all(asked),
            by: partner,
            of: tenant,
            among: reach == .everybody ? .everybody : .followers(of: channels),
            at: now,
            database
        )
    }
}

/// Gathers for whom a broadcast is, slice by slice.
///
/// Each end user is looked at once, and is then in the list or not, and who follows or is selected later changes nothing.
/// The days of rules are those of the moment at which it began.
enum Gathering {
    /// How many end users a slice looks at.
    private static let slice = 1_000

    static func step(of record: inout BroadcastRecord, in database: Database) throws {
        if record.rule == nil, record.reach == .followers {
            try gatherFollowers(of: &record, in: database)
        } else {
            try gatherSelected(of: &record, in: database)
        }
    }

    /// Who follows several of the channels is in the list with the first of them.
    private static func gatherFollowers(
        of record: inout BroadcastRecord,
        in database: Database
    ) throws {
        guard record.gatheredChannel < record.channels.count else { return record.freeze() }
        let channel = record.channels[record.gatheredChannel]
        let place = record.gatheredTo ?? .beforeAll
        let last = try EndUserID.one(
            database,
            """
            SELECT end_user FROM channel_followers WHERE channel = ? AND end_user > ?
            ORDER BY end_user LIMIT 1 OFFSET ?
            """,
            [channel, place, slice - 1]
        )
        let added = try database.run(
            """
            INSERT OR IGNORE INTO broadcast_recipients (broadcast, end_user, channel)
            SELECT ?, end_user, channel FROM channel_followers
            WHERE channel = ? AND end_user > ? AND end_user <= ? ORDER BY end_user
            """,
            [record.number, channel, place, last ?? .afterAll]
        )
        record.gather(added)
        record.gatheredTo = last
        if last == nil { record.gatheredChannel += 1 }
        if record.gatheredChannel == record.channels.count { record.freeze() }
    }

    private static func gatherSelected(
        of record: inout BroadcastRecord,
        in database: Database
    ) throws {
        let audience = try record.selection(
            by: record.rule,
            at: record.startedAt ?? Instant(milliseconds: 0),
            in: database
        )
        let members = try audience.slice(after: record.gatheredTo, looking: slice, in: database)
        for member in members.members {
            let channel = try record.channels.first { channel in
                try database.exists(
                    "SELECT 1 FROM channel_followers WHERE channel = ? AND end_user = ?",
                    [channel, member]
                )
            }
            let added = try database.run(
                """
                INSERT OR IGNORE INTO broadcast_recipients (broadcast, end_user, channel)
                VALUES (?, ?, ?)
                """,
                [record.number, member, channel ?? record.channels.first]
            )
            record.gather(added)
        }
        record.gatheredTo = members.next
        if members.next == nil { record.freeze() }
    }
}
