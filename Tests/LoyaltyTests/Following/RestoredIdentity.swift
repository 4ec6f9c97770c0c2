import OctopusCBOR
import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import OctopusTestKit
import Synchronization
import Testing

@testable import OctopusLoyalty
@testable import OctopusStore

/// Identity's log as loyalty follows it: it has states and no events, and can be restored.
final class RestoredIdentity: EventSource {
    private struct State {
        var epoch = UUID()
        var states: [StoredEvent] = []
        var readers: [CheckedContinuation<Void, Never>] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Puts another database in the place of the one that was followed.
    func restore(_ states: [StoredEvent]) {
        state.withLock { state in
            state.epoch = UUID()
            state.states = states
        }
        wake()
    }

    /// Returns when everything has been applied: the follower asks for news of this log.
    func wasRead() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.readers.append(continuation) }
            wake()
        }
    }

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        let place = state.withLock { EventPosition(epoch: $0.epoch, seq: 0, id: nil) }
        if let position, position != place { throw LogChanged.otherEpoch }
        if position != nil, kinds.contains(EndUserChanged.declaration.kind) {
            let readers = state.withLock { state in
                guard state.epoch == place.epoch else {
                    return [CheckedContinuation<Void, Never>]()
                }
                defer { state.readers = [] }
                return state.readers
            }
            for reader in readers { reader.resume() }
        }
        if waitMilliseconds > 0 { await waitForNews() }
        return EventPage(events: [], next: place, head: 0, tail: 1)
    }

    private func waitForNews() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    private func wake() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        let start = Int(cursor?.first ?? 0)
        return state.withLock { state in
            let wanted = state.states.filter { kinds.contains($0.kind) }
            let end = min(start + 3, wanted.count)
            return SnapshotPage(
                position: EventPosition(epoch: state.epoch, seq: 0, id: nil),
                kinds: kinds,
                states: Array(wanted[min(start, end)..<end]),
                next: end < wanted.count ? [UInt8(end)] : nil
            )
        }
    }
}

extension House {
    /// A house whose followers read that log.
    convenience init(following identity: RestoredIdentity) async throws {
        try await self.init(
            LoyaltyService.definition,
            WorldOptions(
                working: true,
                plans: .loyalty,
                reportPlans: { for fault in $0 { Issue.record("\(fault)") } },
                configure: { $0.sources = { $0 == "identity" ? [identity] : [] } }
            )
        )
    }

    /// The states of all tenants, partners and end users.
    func everybody(version: Int64) throws -> [StoredEvent] {
        let tenants = try [mall, bank].map { id in
            try state(tenant(id, zone: "Europe/Zagreb", version: version), id.uuid, of: id)
        }
        let partners = try [(cafe, mall), (bakery, mall), (broker, bank)].map { id, tenant in
            try state(partner(id, version: version), id.uuid, of: tenant)
        }
        let endUsers = try [(ana, mall), (ben, mall), (cleo, bank)].map { id, tenant in
            var state = try state(endUser(id, version: version), id.uuid, of: tenant)
            state.personal = try encoded(EndUserChanged.Personal(name: "A name"))
            return state
        }
        return tenants + partners + endUsers
    }

    private func state<E: Event>(
        _ event: E,
        _ subject: UUID,
        of tenant: TenantID
    ) throws -> StoredEvent {
        StoredEvent(
            seq: 0,
            id: subject,
            kind: E.declaration.kind,
            isSecurity: false,
            atMilliseconds: 0,
            tenant: tenant.uuid,
            partner: nil,
            subject: subject,
            trace: nil,
            body: try encoded(event),
            personal: nil
        )
    }
}
