import FoundationEssentials
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

extension EventHandler {
    /// Keeps what partners tell of segments.
    ///
    /// The service has a table `segments` with the columns `id`, `version`, `partner`, `rule` (JSON) and `is_active`.
    package static var segments: Self { segments(waking: nil) }

    /// The same, waking a job of the service's that has work to do after a change.
    package static func segments(waking job: String?) -> Self {
        segments(
            waking: job,
            [
                "partner": SegmentColumn.partner, "rule": SegmentColumn.rule,
                "is_active": SegmentColumn.isActive,
            ]
        )
    }

    /// The same in a table that has a column `name`, too.
    package static func namedSegments(waking job: String?) -> Self {
        segments(
            waking: job,
            [
                "partner": SegmentColumn.partner, "rule": SegmentColumn.rule,
                "is_active": SegmentColumn.isActive, "name": { $0.event.name },
            ]
        )
    }

    private static func segments(
        waking job: String?,
        _ columns: KeyValuePairs<
            String, @Sendable (Followed<SegmentChanged>) throws -> (any SQLValue)?
        >
    ) -> Self {
        .keep(
            SegmentChanged.self,
            in: "segments",
            missing: .becomes(["is_active": "0"], when: { $0.status == .archived }),
            waking: job,
            columns
        )
    }

    /// Keeps what partners tells of who follows what, which rules ask.
    ///
    /// The service has a table `channel_followers` with the columns `id`, `version`, `channel` and `end_user`.
    package static var channelFollowers: Self {
        .keep(
            FollowerChanged.self,
            in: "channel_followers",
            missing: .deleted(when: { !$0.isFollowing }),
            ["channel": { $0.event.channelId }, "end_user": { $0.event.endUserId }]
        )
    }
}

/// What is kept of a segment.
private enum SegmentColumn {
    static func partner(_ segment: Followed<SegmentChanged>) throws -> (any SQLValue)? {
        try segment.partner
    }

    static func rule(_ segment: Followed<SegmentChanged>) throws -> (any SQLValue)? {
        String(decoding: try JSONEncoder().encode(segment.event.rule), as: UTF8.self)
    }

    static func isActive(_ segment: Followed<SegmentChanged>) -> (any SQLValue)? {
        segment.event.status == .active ? 1 : 0
    }
}
