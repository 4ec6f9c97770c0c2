import OctopusCBOR
import OctopusClient
import OctopusContract
import OctopusMesh
import Synchronization
import FoundationEssentials

/// The event logs of a fake mesh's services.
final class FakeLogs: Sendable {
    private struct Log {
        let epoch = UUID()
        var events: [RecordedEvent] = []
        /// How many of them were trimmed.
        var trimmed = 0
    }

    private struct State {
        var logs: [String: Log] = [:]
        /// Finished at the next change.
        var news = SharedResult<Void, Never>()
        var isClosed = false

        mutating func log(_ service: String) -> Log {
            let log = logs[service] ?? Log()
            logs[service] = log
            return log
        }
    }

    private let state = Mutex(State())

    func append(_ service: String, _ make: (_ seq: Int64) -> RecordedEvent) {
        change { state in
            var log = state.log(service)
            log.events.append(make(Int64(log.events.count) + 1))
            state.logs[service] = log
        }
    }

    /// Another log begins, as after a restore.
    func replace(_ service: String) {
        change { $0.logs[service] = Log() }
    }

    /// What was told so far is forgotten.
    func trim(_ service: String) {
        change { state in
            var log = state.log(service)
            log.trimmed = log.events.count
            state.logs[service] = log
        }
    }

    func position(of service: String) -> LogPosition {
        state.withLock { state in
            let log = state.log(service)
            return LogPosition(
                service: service,
                shard: 0,
                epoch: log.epoch,
                seq: Int64(log.events.count)
            )
        }
    }

    func close() {
        change { $0.isClosed = true }
    }

    /// Answers `mesh.v1/ReadEvents`, and waits for news if there are none.
    func read(_ call: RecordedCall) async throws(CallFailure) -> [UInt8] {
        do {
            let request = try CBORDecoder().decode(ReadEvents.Request.self, from: call.body)
            let end =
                ContinuousClock.now
                + min(.milliseconds(request.waitMs), call.options.timeout)
            while true {
                let (page, news, isClosed) = try state.withLock { state in
                    let log = state.log(call.options.service ?? "mesh")
                    return (try Self.page(of: log, request), state.news, state.isClosed)
                }
                guard !isClosed else { throw CallFailure(.clientClosed, effect: .none) }
                try Task.checkCancellation()
                if !page.events.isEmpty || ContinuousClock.now >= end {
                    return try CBOREncoder().encode(page)
                }
                _ = await news.wait(atMost: end - .now)
            }
        } catch {
            throw CallFailure(answering: error)
        }
    }

    private static func page(
        of log: Log,
        _ request: ReadEvents.Request
    ) throws(Refusal) -> ReadEvents.Reply {
        let head = Int64(log.events.count)
        let after = try request.after.map { cursor throws(Refusal) in
            guard let place = try? CBORDecoder().decode(LogPlace.self, from: cursor.bytes) else {
                throw Refusal(.logChanged)
            }
            return place
        }
        if let after {
            guard after.epoch == log.epoch, (Int64(log.trimmed)...head).contains(after.seq) else {
                throw Refusal(.logChanged)
            }
        }
        let start = after?.seq ?? Int64(log.trimmed)
        let found = log.events[Int(start)...].filter { event in
            (request.kinds?.contains(event.kind) ?? true)
                && (request.subject.map { event.subject == $0 } ?? true)
        }
        let events = Array(found.prefix(request.limit))
        let last = events.count < found.count ? events.last?.seq ?? start : head
        let next = LogPlace(
            epoch: log.epoch,
            seq: last,
            id: last == 0 ? nil : log.events[Int(last) - 1].id
        )
        guard let cursor = try? CBOREncoder().encode(next) else { throw Refusal(.internalError) }
        return ReadEvents.Reply(
            events: events,
            next: Bytes(cursor),
            isAtEnd: last == head,
            log: nil
        )
    }

    private func change(_ body: (inout sending State) -> Void) {
        let news = state.withLock { state in
            body(&state)
            defer { state.news = SharedResult() }
            return state.news
        }
        news.finish(.success(()))
    }
}
