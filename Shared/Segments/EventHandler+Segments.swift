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
        .keep(
            SegmentChanged.self,
            in: "segments",
            missing: .becomes(["is_active": "0"], when: { $0.status == .archived }),
            waking: job,
            [
                "partner": { try $0.partner },
                "rule": {
                    String(decoding: try JSONEncoder().encode($0.event.rule), as: UTF8.self)
                },
                "is_active": { $0.event.status == .active ? 1 : 0 },
            ]
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
