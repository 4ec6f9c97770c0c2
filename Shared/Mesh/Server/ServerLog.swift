import COctopusZeroMQ
import OctopusContract
import Logging

/// What a server writes to the log: who, which method, how it ended.
///
/// Never a body, never a token.
///
/// What a peer can cause at will is written once a second at most; sessions are told one by one for a
/// minute's first of each key. What is left out is counted, and its number told when its time has ended.
final class ServerLog {
    private static let intervalMilliseconds: Int64 = 1000
    private static let sessionLines = 100

    private enum Topic: Hashable {
        case malformed, parts, endless, routingID, dropped, load, monitor(Int32), reset(ResetReason)
    }

    private let logger: Logger
    private var lastWritten: [Topic: Int64] = [:]
    private var leftOut: [Topic: Int] = [:]
    private var sessions = LineBound<CurvePublicKey>(most: sessionLines)

    init(logger: Logger) { self.logger = logger }

    // MARK: Calls

    func refused(
        _ refusal: Refusal,
        method: String,
        debugID: String,
        principal: Principal
    ) {
        limited(
            .load,
            .debug,
            "call refused",
            [
                "method": "\(method.prefix(128))", "reason": "\(refusal.reason.word)",
                "call": "\(debugID)", "principal": "\(principal.name)",
            ]
        )
    }

    /// A fault of the service's own: a method whose reply has no bound.
    func replyTooLarge(_ call: IncomingCall, _ answer: CallAnswer) {
        logger.error(
            "a reply was longer than a frame may be, and was replaced by an error",
            metadata: [
                "method": "\(call.method)", "bytes": "\(answer.body.count)",
                "call": "\(call.debugID)", "principal": "\(call.principal.name)",
            ]
        )
    }

    func dropped(_ callID: UInt64, client: ClientIdentity) {
        limited(
            .dropped,
            .warning,
            "dropped a request whose call id did not rise: replayed, or a "
                + "fault of the client",
            ["callID": "\(callID)", "key": "\(client.key)"]
        )
    }

    // MARK: Sessions

    func opened(
        _ sessionID: UInt64,
        principal: Principal,
        client: ClientIdentity,
        hello: HelloHeader
    ) {
        guard takesSession(client) else { return }
        logger.info(
            "session opened",
            metadata: [
                "session": "\(String(sessionID, radix: 16))", "principal": "\(principal.name)",
                "address": "\(client.address ?? "?")",
                "library": "\(hello.library.prefix(64)) \(hello.libraryVersion.prefix(32))",
                "instance": "\(hello.instance.prefix(128))",
            ]
        )
    }

    func ended(_ session: ServerSession, why: String) {
        guard takesSession(session.client) else { return }
        logger.info(
            "session ended: \(why)",
            metadata: [
                "session": "\(String(session.id, radix: 16))", "instance": "\(session.instance)",
                "unanswered": "\(session.calls.count)",
            ]
        )
    }

    func refused(_ reason: ResetReason, client: ClientIdentity) {
        limited(
            .reset(reason),
            .warning,
            "client refused",
            [
                "reason": "\(reason.rawValue)", "key": "\(client.key)",
                "address": "\(client.address ?? "?")",
            ]
        )
    }

    // MARK: What is no frame

    func malformed(_ fault: FrameFault, client: ClientIdentity) {
        limited(
            .malformed,
            .warning,
            "not a frame: \(fault)",
            ["key": "\(client.key)", "address": "\(client.address ?? "?")"]
        )
    }

    func notOneFrame() {
        limited(
            .parts,
            .warning,
            "a message of several parts: a client must send one frame, from a DEALER",
            [:]
        )
    }

    func endlessMessage() {
        limited(
            .endless,
            .warning,
            "a connection was ended: a client with a registered key sent parts without end",
            [:]
        )
    }

    func chosenRoutingID() {
        limited(.routingID, .warning, "a client chose its routing id, which none may", [:])
    }

    // MARK: Connections

    func connectionTrouble(_ event: SocketEvent, value: Int32, endpoint: String) {
        let topic = Topic.monitor(event.rawValue)
        switch event {
        case .acceptFailed:
            // Trap 6: the listener now spins, so this is for a person to see.
            limited(
                topic,
                .critical,
                "can't accept connections (\(systemMessage(value))): raise the limit of open files",
                ["endpoint": "\(endpoint)"]
            )
        case .handshakeFailedAuth:
            limited(
                topic,
                .notice,
                "a key that is not registered was refused",
                ["endpoint": "\(endpoint)"]
            )
        default:
            limited(
                topic,
                .notice,
                "a handshake failed: no CURVE client, or one with another key of this service",
                ["endpoint": "\(endpoint)", "detail": "\(value)"]
            )
        }
    }

    /// Tells what was counted, once its time has ended.
    func sumUp(nowMilliseconds now: Int64) {
        for (topic, count) in leftOut {
            guard let last = lastWritten[topic], now - last >= Self.intervalMilliseconds else {
                continue
            }
            leftOut[topic] = nil
            logger.notice(
                "more of these were counted than told",
                metadata: ["topic": "\(topic)", "leftOut": "\(count)"]
            )
        }
        for summary in sessions.close(atMilliseconds: now) {
            logger.notice(
                "more sessions were opened or ended than are told one by one",
                metadata: [
                    "key": "\(summary.key.map { "\($0)" } ?? "others")",
                    "lines": "\(summary.count)",
                ]
            )
        }
    }

    private func takesSession(_ client: ClientIdentity) -> Bool {
        logger.logLevel <= .info
            && sessions.takes(client.key, atMilliseconds: MonotonicClock.nowMilliseconds)
    }

    private func limited(
        _ topic: Topic,
        _ level: Logger.Level,
        _ message: @autoclosure () -> String,
        _ metadata: @autoclosure () -> Logger.Metadata
    ) {
        guard logger.logLevel <= level else { return }
        let now = MonotonicClock.nowMilliseconds
        if let last = lastWritten[topic], now - last < Self.intervalMilliseconds {
            leftOut[topic, default: 0] += 1
            return
        }
        lastWritten[topic] = now
        var metadata = metadata()
        if let count = leftOut.removeValue(forKey: topic) { metadata["leftOut"] = "\(count)" }
        logger.log(level: level, "\(message())", metadata: metadata)
    }
}
