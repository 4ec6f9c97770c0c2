import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

extension MeshMethods {
    private static var longestPage: Int { 1000 }
    private static var longestWaitMilliseconds: Int { 30_000 }

    func readEvents(
        _ request: ReadEvents.Request,
        for caller: Caller
    ) async throws -> ReadEvents.Reply {
        try Self.check(limit: request.limit)
        guard (0...Self.longestWaitMilliseconds).contains(request.waitMs) else {
            throw Refusal.invalid(
                Violation(path: "waitMs", rule: "range", message: "It must be from 0 to 30000.")
            )
        }
        let sight = Sight(caller)
        let filter = try sight.filter(kinds: request.kinds, subject: request.subject)
        do {
            let page = try await store.events.read(
                after: request.after.map(EventPosition.init),
                filter: filter,
                limit: request.limit,
                waitingAtMost: .milliseconds(request.waitMs)
            )
            return ReadEvents.Reply(
                epoch: page.epoch,
                events: page.events.map { RecordedEvent($0, withPersonal: sight.seesPersonal) },
                next: LogPlace(page.next),
                head: page.head,
                tail: page.tail
            )
        } catch let changed as LogChanged {
            throw Refusal(.logChanged, "\(Reason.logChanged.meaning) (\(changed.rawValue))")
        }
    }

    func readSnapshot(
        _ request: ReadSnapshot.Request,
        for caller: Caller
    ) async throws -> ReadSnapshot.Reply {
        try Self.check(limit: request.limit)
        let sight = Sight(caller)
        let reader = SnapshotReader(definitions: definition.snapshots, store: store)
        let (position, states, next) = try await reader.read(
            kinds: request.kinds,
            after: request.after,
            limit: request.limit
        )
        let known = Set(definition.snapshots.map(\.declaration.kind))
        return ReadSnapshot.Reply(
            position: LogPlace(position),
            kinds: request.kinds.filter(known.contains),
            states: states.filter(sight.sees).map {
                SnapshotState($0, withPersonal: sight.seesPersonal)
            },
            next: next
        )
    }

    private static func check(limit: Int) throws(Refusal) {
        guard (1...longestPage).contains(limit) else {
            throw Refusal.invalid(
                Violation(path: "limit", rule: "range", message: "It must be from 1 to 1000.")
            )
        }
    }
}

/// What a caller may see of a log.
struct Sight {
    private let tenant: UUID?
    private let partner: UUID?
    private let subject: UUID?
    /// Names, addresses and the like are for Octopus's own services, and for programs that were
    /// granted `mesh.v1/ReadPersonal`.
    let seesPersonal: Bool

    init(_ caller: Caller) {
        tenant = caller.principal.tenant ?? caller.person?.tenant.uuid
        partner = caller.person?.partner?.uuid
        subject = caller.person?.endUserID?.uuid
        seesPersonal = caller.principal.mayCall("mesh.v1/ReadPersonal")
    }

    /// What is asked for, within what may be seen.
    ///
    /// - Throws: `notFound` if the one thing that is asked for may not be seen.
    func filter(kinds: [String]?, subject wanted: UUID?) throws(Refusal) -> EventFilter {
        if let subject, let wanted, subject != wanted { throw Refusal(.notFound) }
        return EventFilter(
            kinds: kinds.map(Set.init),
            tenant: tenant,
            partner: partner,
            subject: subject ?? wanted
        )
    }

    func sees(_ state: EncodedState) -> Bool {
        (tenant == nil || state.tenant?.uuid == tenant)
            && (partner == nil || state.partner?.uuid == partner)
            && (subject == nil || state.subject == subject)
    }
}

extension EventPosition {
    init(_ place: LogPlace) {
        self.init(epoch: place.epoch, seq: place.seq, id: place.id)
    }
}

extension LogPlace {
    init(_ position: EventPosition) {
        self.init(epoch: position.epoch, seq: position.seq, id: position.id)
    }
}

extension RecordedEvent {
    fileprivate init(_ event: StoredEvent, withPersonal: Bool) {
        self.init(
            seq: event.seq,
            id: event.id,
            kind: event.kind,
            at: Instant(milliseconds: event.atMilliseconds),
            tenant: event.tenant.map(TenantID.init),
            partner: event.partner.map(PartnerID.init),
            subject: event.subject,
            trace: event.trace,
            body: Bytes(event.body),
            personal: withPersonal ? event.personal.map(Bytes.init) : nil
        )
    }
}

extension SnapshotState {
    fileprivate init(_ state: EncodedState, withPersonal: Bool) {
        self.init(
            kind: state.kind,
            subject: state.subject,
            tenant: state.tenant,
            partner: state.partner,
            body: Bytes(state.body),
            personal: withPersonal ? state.personal.map(Bytes.init) : nil
        )
    }
}
