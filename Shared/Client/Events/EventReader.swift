import OctopusCBOR
import OctopusContract
import FoundationEssentials
import OctopusMesh

/// What a feed reads, and how patiently.
struct EventReader: Sendable {
    private static let pageEvents = 500
    private static let waitMilliseconds = 20_000
    /// What an answer may take beyond the time that the service waits for news.
    private static let patience: Duration = .seconds(10)
    private static let mostPauseMilliseconds: Int64 = 5000

    let caller: any MethodCaller
    let kind: String
    let subject: UUID?
    let start: EventPlace
    let keeping: (@Sendable (EventPlace) async -> Void)?

    fileprivate func page(
        after place: Bytes?,
        waits: Bool
    ) async throws(CallFailure) -> ReadEvents.Reply {
        try await caller.call(
            ReadEvents.self,
            ReadEvents.Request(
                after: place,
                kinds: [kind],
                subject: subject,
                limit: Self.pageEvents,
                waitMs: waits ? Self.waitMilliseconds : 0
            ),
            CallOptions(
                timeout: .milliseconds(Self.waitMilliseconds) + Self.patience,
                shard: start.shard,
                service: start.service
            )
        )
    }

    /// How long to wait after a failure that time may heal; nil for any other.
    fileprivate func pause(after failure: CallFailure, failures: Int) -> Duration? {
        switch failure.reason {
        case .keyUnregistered, .serviceKeyMismatch, .wrongAddress, .unknownService: return nil
        default: break
        }
        switch failure.status {
        case .unavailable, .resourceExhausted, .deadlineExceeded: break
        default: return nil
        }
        let most = min(Self.mostPauseMilliseconds, 100 << Int64(min(failures, 10)))
        let told = max(0, min(failure.retryAfterMilliseconds ?? 0, 60_000))
        return .milliseconds(told + Int64.random(in: 10...most))
    }
}

extension EventReader {
    /// One reading of the log.
    struct State {
        private let reader: EventReader
        /// Where the page began that is given out.
        private var pageStart: Bytes?
        /// The last event that was given out of it; at first, one that the page has yet to show.
        private var through: UUID?
        private var page: ArraySlice<RecordedEvent> = []
        private var pageEnd: Bytes?
        /// To be kept once the loop comes back.
        private var unkept: EventPlace?

        init(_ reader: EventReader) {
            self.reader = reader
            pageStart = reader.start.after
            through = reader.start.through
        }

        /// The next event and the place after it; nil once the task is cancelled.
        mutating func next() async throws(CallFailure) -> (RecordedEvent, EventPlace)? {
            await keep()
            while page.isEmpty {
                guard try await readPage() else { return nil }
                if page.isEmpty { await keep() }
            }
            let event = page.removeFirst()
            through = event.id
            if page.isEmpty {
                // The page's end says more: nothing will be read twice.
                pageStart = pageEnd
                through = nil
            }
            let place = EventPlace(at: reader.start, after: pageStart, through: through)
            unkept = place
            return (event, place)
        }

        private mutating func keep() async {
            guard let place = unkept else { return }
            unkept = nil
            await reader.keeping?(place)
        }

        /// Takes a page in, without the events that were given out before the place was kept.
        private mutating func take(_ reply: ReadEvents.Reply) throws(CallFailure) {
            pageEnd = reply.next
            page = reply.events[...]
            if let sought = through {
                guard let last = page.firstIndex(where: { $0.id == sought }) else {
                    // All of them came before it, or it was trimmed and nobody knows what with it.
                    guard !reply.isAtEnd else { throw CallFailure(.logChanged, effect: .none) }
                    pageStart = reply.next
                    page = []
                    return
                }
                page = page[(last + 1)...]
            }
            guard page.isEmpty, pageStart != reply.next || through != nil else { return }
            pageStart = reply.next
            through = nil
            unkept = EventPlace(at: reader.start, after: pageStart, through: nil)
        }

        /// - Returns: False once the task is cancelled.
        private mutating func readPage() async throws(CallFailure) -> Bool {
            var failures = 0
            while true {
                guard !Task.isCancelled else { return false }
                do {
                    let reply = try await reader.page(after: pageStart, waits: through == nil)
                    try take(reply)
                    return true
                } catch {
                    guard !Task.isCancelled else { return false }
                    guard let pause = reader.pause(after: error, failures: failures) else {
                        throw error.isOfPlace ? error.asLogChanged : error
                    }
                    failures += 1
                    try? await Task.sleep(for: pause)
                }
            }
        }
    }
}

extension CallFailure {
    /// Whether the service did not make the place: its log was made anew, with another seal.
    fileprivate var isOfPlace: Bool {
        reason == .invalid && violations.contains { $0.path == "after" && $0.rule == "cursor" }
    }

    fileprivate var asLogChanged: CallFailure {
        CallFailure(.logChanged, effect: effect, debugID: debugID, attempts: attempts)
    }
}

extension EventPlace {
    fileprivate init(at start: EventPlace, after: Bytes?, through: UUID?) {
        self.init(service: start.service, shard: start.shard, after: after, through: through)
    }
}
