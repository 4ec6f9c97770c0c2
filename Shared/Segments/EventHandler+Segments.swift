import FoundationEssentials
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

extension EventHandler {
    /// Keeps what partners tell of segments.
    ///
    /// The service has a table `segments` with the columns `id`, `version`, `partner`, `rule` (JSON) and `is_active`.
    package static var segments: Self {
        .keep(
            SegmentChanged.self,
            in: "segments",
            missing: .becomes(["is_active": "0"], when: { $0.status == .archived }),
            [
                "partner": { try $0.partner },
                "rule": {
                    String(decoding: try JSONEncoder().encode($0.event.rule), as: UTF8.self)
                },
                "is_active": { $0.event.status == .active ? 1 : 0 },
            ]
        )
    }
}
