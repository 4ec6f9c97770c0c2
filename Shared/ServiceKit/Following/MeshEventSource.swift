import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusStore

/// Another service's log, read over the mesh.
struct MeshEventSource: EventSource {
    let client: MeshClient
    let service: String
    let shard: Int
    /// How long an answer may take beyond the time that the service itself waits for news.
    private static let patience: Duration = .seconds(5)

    func read(
        after position: EventPosition?,
        kinds: Set<String>,
        limit: Int,
        waitMilliseconds: Int
    ) async throws -> EventPage {
        let request = ReadEvents.Request(
            place: position.map(LogPlace.init),
            kinds: kinds.sorted(),
            limit: limit,
            waitMs: waitMilliseconds,
            tellsProgress: true
        )
        let reply: ReadEvents.Reply
        do {
            reply = try await client.call(
                ReadEvents.self,
                request,
                options(waiting: .milliseconds(waitMilliseconds))
            )
        } catch {
            // The follower was told to end: that is no fault of the log's.
            try Task.checkCancellation()
            guard error.reason != .logChanged else { throw LogChanged.otherEvent }
            throw UnreadableLog("\(error)")
        }
        guard let log = reply.log else { throw Self.hidden }
        return EventPage(
            events: reply.events.map(StoredEvent.init),
            next: EventPosition(log.next),
            head: log.head,
            tail: log.tail
        )
    }

    func snapshot(
        of kinds: Set<String>,
        cursor: [UInt8]?,
        limit: Int
    ) async throws -> SnapshotPage {
        let reply: ReadSnapshot.Reply
        do {
            reply = try await client.call(
                ReadSnapshot.self,
                ReadSnapshot.Request(
                    kinds: kinds.sorted(),
                    after: cursor.map(Bytes.init),
                    limit: limit
                ),
                options(waiting: .zero)
            )
        } catch {
            // A cursor of a database that is no more: the snapshot begins anew.
            if cursor != nil, error.reason == .invalid { throw LogChanged.otherEvent }
            throw UnreadableLog("\(error)")
        }
        guard let place = reply.place else { throw Self.hidden }
        let position = EventPosition(place)
        return SnapshotPage(
            position: position,
            kinds: Set(reply.kinds),
            states: reply.states.map { state in
                EncodedState(
                    kind: state.kind,
                    subject: state.subject,
                    tenant: state.tenant,
                    partner: state.partner,
                    body: state.body.bytes,
                    personal: state.personal?.bytes
                ).event(at: position)
            },
            next: reply.next?.bytes
        )
    }

    func acknowledge(_ position: EventPosition?, reader name: String) async throws {
        do {
            _ = try await client.call(
                RegisterReader.self,
                RegisterReader.Request(name: name, place: position.map(LogPlace.init)),
                options(waiting: .zero)
            )
        } catch {
            try Task.checkCancellation()
            guard error.reason != .logChanged else { throw LogChanged.otherEvent }
            throw UnreadableLog("\(error)")
        }
    }

    private static let hidden = UnreadableLog(
        "the service does not show this program its whole log: its key must be in the service's map"
    )

    private func options(waiting: Duration) -> CallOptions {
        CallOptions(timeout: waiting + Self.patience, shard: shard, service: service)
    }
}

extension StoredEvent {
    fileprivate init(_ event: RecordedEvent) {
        self.init(
            seq: event.seq,
            id: event.id,
            kind: event.kind,
            isSecurity: false,
            atMilliseconds: event.at.milliseconds,
            tenant: event.tenant?.uuid,
            partner: event.partner?.uuid,
            subject: event.subject,
            trace: event.trace,
            body: event.body.bytes,
            personal: event.personal?.bytes,
            by: event.by,
            actor: event.actor
        )
    }
}
