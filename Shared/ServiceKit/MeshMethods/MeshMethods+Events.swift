import OctopusCBOR
import OctopusContract
import OctopusStore
import struct FoundationEssentials.UUID

extension MeshMethods {
    private static var longestPage: Int { 1000 }
    private static var longestWaitMilliseconds: Int { 30_000 }

    /// - Returns: The encoded reply.
    func readEvents(_ request: ReadEvents.Request, for caller: Caller) async throws -> [UInt8] {
        try Self.check(limit: request.limit)
        guard (0...Self.longestWaitMilliseconds).contains(request.waitMs) else {
            throw Refusal.invalid(
                Violation(path: "waitMs", rule: "range", message: "It must be from 0 to 30000.")
            )
        }
        let sight = Sight(caller, by: ReadEvents.declaration)
        let filter = try sight.filter(
            kinds: request.kinds.map(AskedKinds.checked),
            subject: request.subject,
            among: definition.events.map { $0.declaration }
        )
        let cursors = cursors(of: caller)
        do {
            return try await read(
                after: try start(of: request, caller, sight),
                filter,
                request,
                sight
            ) { page in
                let reply = ReadEvents.Reply(
                    events: page.events.map { RecordedEvent($0, withPersonal: sight.seesPersonal) },
                    next: try cursors.seal(page.next, request),
                    isAtEnd: page.isAtHead,
                    log: sight.seesEverything
                        ? LogStanding(next: LogPlace(page.next), head: page.head, tail: page.tail)
                        : nil
                )
                return try CBOREncoder().encode(reply)
            }
        } catch let changed as LogChanged {
            throw Refusal(.logChanged, "\(Reason.logChanged.meaning) (\(changed.rawValue))")
        }
    }

    /// How long a reader that sees little is looked for: an empty page before the end would tell it
    /// how much there is that it may not see.
    private static var searching: Duration { .seconds(2) }

    private func read(
        after start: EventPosition?,
        _ filter: EventFilter,
        _ request: ReadEvents.Request,
        _ sight: Sight,
        _ encode: @escaping @Sendable (EventPage) throws -> [UInt8]
    ) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + Self.searching
        var position = start
        while true {
            let (page, reply) = try await store.events.read(
                after: position,
                filter: filter,
                limit: request.limit,
                waitingAtMost: .milliseconds(request.waitMs),
                tellsProgress: sight.seesEverything && request.tellsProgress == true,
                encode
            )
            guard page.events.isEmpty, !page.isAtHead, !sight.seesEverything,
                ContinuousClock.now < deadline, !Task.isCancelled
            else { return reply }
            position = page.next
        }
    }

    private func start(
        of request: ReadEvents.Request,
        _ caller: Caller,
        _ sight: Sight
    ) throws(Refusal) -> EventPosition? {
        if let cursor = request.after { return try cursors(of: caller).position(cursor, request) }
        guard let place = request.place else { return nil }
        // With a place of its own making a reader would find out numbers that it is not told.
        guard sight.seesEverything else {
            throw Refusal(.denied, "A place is for readers that may see the whole log.")
        }
        return EventPosition(place)
    }

    func readSnapshot(
        _ request: ReadSnapshot.Request,
        for caller: Caller
    ) async throws -> ReadSnapshot.Reply {
        try Self.check(limit: request.limit)
        let kinds = try AskedKinds.checked(request.kinds)
        let sight = Sight(caller, by: ReadSnapshot.declaration)
        _ = try sight.granted(kinds, among: definition.events.map { $0.declaration })
        let cursors = cursors(of: caller)
        let reader = SnapshotReader(definitions: definition.snapshots, store: store)
        let page = try await reader.read(
            kinds: kinds,
            after: try request.after.map { cursor throws(Refusal) in
                try cursors.snapshotPlace(cursor, kinds)
            },
            limit: request.limit,
            sight
        )
        return ReadSnapshot.Reply(
            events: try cursors.sealBeginning(page.position),
            place: sight.seesEverything ? LogPlace(page.position) : nil,
            kinds: reader.known(kinds).sorted(),
            states: page.states.map { SnapshotState($0, withPersonal: sight.seesPersonal) },
            next: try page.next.map { try cursors.seal($0, kinds) }
        )
    }

    private func cursors(of caller: Caller) -> LogCursors {
        LogCursors(seal: store.events.cursors, asking: caller.asking)
    }

    private static func check(limit: Int) throws(Refusal) {
        guard (1...longestPage).contains(limit) else {
            throw Refusal.invalid(
                Violation(path: "limit", rule: "range", message: "It must be from 1 to 1000.")
            )
        }
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
            personal: withPersonal ? event.personal.map(Bytes.init) : nil,
            by: event.by,
            actor: event.actor
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
