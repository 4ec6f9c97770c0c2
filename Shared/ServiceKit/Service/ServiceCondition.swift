import OctopusContract
import OctopusStore
import Synchronization

/// The security log, once the store that tells it of changed rights is open.
final class RightsWatch: Sendable {
    private let state = Mutex<SecurityLog?>(nil)

    /// Identity's own: what it revokes holds there when it is acknowledged.
    private let security: SecurityState?

    init(_ security: SecurityState?) { self.security = security }

    /// An event that gives or takes a right is on disk, and its caller is not answered yet.
    func changed(_ change: RightChange, by cause: (any AnyObject & Sendable)?) {
        security?.heed(change)
        log?.rightChanged(
            change.event,
            about: change.subject,
            tenant: change.tenant,
            by: cause
        )
    }

    var log: SecurityLog? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Whether the service can work.
final class ServiceCondition: Sendable {
    private let isDraining = Atomic(false)
    private let store: Store
    private let freshness: Freshness
    /// Why persons are shut out until an operator confirms a restore.
    private let closed: String?
    /// What its parts tell the operator.
    private let troubles: @Sendable () -> String?

    init(
        _ store: Store,
        _ freshness: Freshness,
        closed: String?,
        troubles: @escaping @Sendable () -> String?
    ) {
        (self.store, self.freshness, self.closed) = (store, freshness, closed)
        self.troubles = troubles
    }

    func beginDraining() { isDraining.store(true, ordering: .releasing) }

    var state: (state: ServiceState, because: String?) {
        if isDraining.load(ordering: .acquiring) { return (.draining, nil) }
        if let closed { return (.restored, closed) }
        // What callers meet first.
        if freshness.standing == .lost { return (.unproven, freshness.trouble) }
        if case .readOnly(let cause) = store.state { return (.readOnly, cause) }
        if !store.hasRoom {
            return (.noRoom, "the disk of its database has only the reserve left: make room")
        }
        if let trouble = store.clockTrouble { return (.suspectClock, trouble) }
        return (.ready, freshness.trouble ?? troubles())
    }
}
