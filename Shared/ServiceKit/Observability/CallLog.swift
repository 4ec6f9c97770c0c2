import OctopusContract
import Logging
import OctopusMesh
import Synchronization

/// One line for each call that has its outcome, as far as the log's budget goes.
///
/// Its fields are written one after the other into the sink's buffer: no dictionary, no text that is
/// built before. Refusals are bounded by program and reason: a minute's first are told one by one, the
/// others in one line with their number.
final class CallLog: Sendable {
    struct Refusals: Hashable {
        let program: String
        let name: String
        let reason: String
    }

    private final class Bound: Sendable {
        let state: Mutex<LineBound<Refusals>>

        init(most: Int) { state = Mutex(LineBound(most: most)) }

        /// - Returns: Whether something is still counted.
        func sumUp(atMilliseconds now: Int64, in sink: LogSink) -> Bool {
            let (summaries, isEmpty) = state.withLock { refusals in
                (refusals.close(atMilliseconds: now), refusals.isEmpty)
            }
            for summary in summaries {
                sink.append(.warnings, urgently: true) { text in
                    text.begin(.notice, "more calls were refused than are told one by one")
                    text.field(.principal, summary.key?.name ?? "others")
                    if let key = summary.key { text.field(.reason, key.reason) }
                    text.field(.calls, Int64(summary.count))
                    text.end()
                }
            }
            return !isEmpty
        }
    }

    private let sink: LogSink
    private let level: Logger.Level
    private let refusals: Bound

    /// Nil for a logger of another kind, which is told of failures and not of every call.
    init?(_ logger: Logger, refusalLines: Int) {
        guard let handler = logger.handler as? LineLogHandler else { return nil }
        sink = handler.sink
        level = logger.logLevel
        refusals = Bound(most: refusalLines)
        // What was counted is told also when the service is gone.
        sink.atTick { [weak sink, refusals] now in
            sink.map { refusals.sumUp(atMilliseconds: now, in: $0) } ?? false
        }
    }

    func tell(
        _ call: IncomingCall,
        _ outcome: CallOutcome,
        by caller: Caller?,
        trace: TraceParent,
        nanoseconds: Int64
    ) {
        let answer = outcome.answer
        let level = Self.level(of: answer.status, call)
        guard self.level <= level, answer.status == .ok || takes(outcome, of: call) else { return }
        sink.append(level >= .error ? .warnings : .calls, urgently: level >= .error) { text in
            text.begin(level, "call")
            text.field(.method, call.method.cut(toBytes: 128))
            text.field(.status, answer.status.name)
            if let reason = outcome.reason { text.field(.reason, reason) }
            text.field(.effect, answer.effect.word)
            text.field(.microseconds, nanoseconds / 1000)
            text.field(.principal, call.principal.name)
            if let tenant = caller?.tenant { text.field(.tenant, tenant.uuid) }
            if let person = caller?.person {
                text.field(.subject, person.subject)
                if let actor = person.actor { text.field(.actor, actor) }
            }
            if let seq = answer.position?.seq { text.field(.seq, seq) }
            text.field(.call) { call.writeDebugID(to: &$0) }
            text.field(.traceID) { trace.writeTraceID(to: &$0) }
            text.end()
        }
    }

    private func takes(_ outcome: CallOutcome, of call: IncomingCall) -> Bool {
        let key = Refusals(
            program: call.principal.publicKey ?? "",
            name: call.principal.name,
            reason: outcome.reason ?? outcome.answer.status.name
        )
        let now = MonotonicClock.nowMilliseconds
        return refusals.state.withLock { $0.takes(key, atMilliseconds: now) }
    }

    /// Followers ask each other several times a second for ever: what is well there is not told.
    private static func level(of status: Status, _ call: IncomingCall) -> Logger.Level {
        switch status {
        case .internal: .error
        case .ok where call.method.hasPrefix("mesh.v1/"): .debug
        default: .info
        }
    }
}

extension Effect {
    fileprivate var word: String {
        switch self {
        case .none: "none"
        case .notStarted: "notStarted"
        case .unknown: "unknown"
        case .committed: "committed"
        }
    }
}

extension IncomingCall {
    fileprivate func writeDebugID(to line: inout LineBuffer) {
        line.appendHex(sessionID, digits: max(1, 16 - sessionID.leadingZeroBitCount / 4))
        line.append(UInt8(ascii: "-"))
        line.append(Int64(clamping: callID))
    }
}
