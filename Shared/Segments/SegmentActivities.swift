import GRDB
import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore

/// Keeps on which days end users were last seen, last earned and last redeemed something.
enum SegmentActivities {
    /// The row may come before the end user's own, which makes it active.
    static func take<Environment>(
        _ event: EndUserSeen,
        _ personal: EndUserSeen.Personal?,
        _ context: EventContext<Environment>
    ) throws {
        guard let tenant = context.tenant else { throw FollowingFault.withoutTenant }
        // Of an erased end user the log keeps no day.
        guard let day = day(personal?.lastSeenOn) else { return }
        try context.database.run(
            """
            INSERT INTO segment_people
                (tenant, id, version, is_active, consents, seen_on, seen_version, noise)
            VALUES (?, ?, 0, 0, 0, ?, ?, random() & 2147483647)
            ON CONFLICT (tenant, id) DO UPDATE
            SET seen_on = excluded.seen_on, seen_version = excluded.seen_version
            WHERE excluded.seen_version > seen_version OR ?
            """,
            [tenant, event.id, day, event.version, context.replaces]
        )
    }

    /// Loyalty may tell of an end user whom identity erased meanwhile.
    ///
    /// A pair has another id if loyalty was put back from a copy that did not know it.
    static func take<Environment>(
        _ event: EndUserActivityChanged,
        _ context: EventContext<Environment>
    ) throws {
        guard let partner = context.partner else { throw FollowingFault.withoutPartner }
        try context.database.run(
            """
            INSERT INTO segment_activities
                (partner, end_user, id, version, earned_on, redeemed_on)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6
            WHERE NOT EXISTS (SELECT 1 FROM end_users WHERE id = ?2 AND status = 'erased')
            ON CONFLICT (partner, end_user) DO UPDATE SET id = excluded.id,
                version = excluded.version, earned_on = excluded.earned_on,
                redeemed_on = excluded.redeemed_on
            WHERE excluded.version > version OR excluded.id <> id OR ?7
            """,
            [
                partner, event.endUserId, event.id, event.version, day(event.lastEarnedOn),
                day(event.lastRedeemedOn), context.replaces,
            ]
        )
    }

    private static func day(_ text: String?) -> Int64? {
        text.flatMap { CivilDate($0)?.dayNumber }
    }
}
