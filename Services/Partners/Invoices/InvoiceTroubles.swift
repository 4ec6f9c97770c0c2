import OctopusPartnersContract
import OctopusServiceKit
import Synchronization

/// Why invoices are not issued, as the operator is told in Health.
final class InvoiceTroubles: Sendable {
    private struct State {
        var isBehind = false
        /// Zones that this machine does not know, by partner.
        var zones: [PartnerID: String] = [:]
    }

    private let state = Mutex(State())

    var words: String? {
        state.withLock { state in
            if state.isBehind {
                return "invoices have waited a day for identity's log: see the follower billing"
            }
            return state.zones.values.min().map { zone in
                "invoices wait: this machine does not know the time zone \(zone)"
            }
        }
    }

    /// Whether they have waited too long for what identity's log says.
    func areBehind(_ isBehind: Bool) { state.withLock { $0.isBehind = isBehind } }

    /// A partner's time zone; nil if it is known.
    func unknownZone(_ zone: String?, of partner: PartnerID) {
        state.withLock { $0.zones[partner] = zone }
    }
}
