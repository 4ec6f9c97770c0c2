import OctopusContract
import GRDB
import Logging
import OctopusMesh
import OctopusStore

/// What the parts of the pipeline share.
///
/// A class, since every call passes it on.
final class CallParts: Sendable {
    let service: String
    let shard: Int
    let store: Store
    let sealer: Sealer
    let clock: any ServiceClock
    let ids: any IDSource
    let security: SecurityState
    let waitingReads = WaitingReads()
    let keyTurns = KeyTurns()
    let following: Following
    let cursors: PageSeal
    /// Whether only the mesh's own methods are answered, until an operator confirms a restore.
    let isClosed: Bool
    let limits: CallLimits
    let quotas: Quotas
    let securityLog: SecurityLog?
    let audit: AuditLog
    let observer: CallObserver
    let logger: Logger
    let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?

    init<Environment>(
        _ definition: ServiceDefinition<Environment>,
        _ configuration: InstanceConfiguration,
        store: Store,
        sealer: Sealer,
        security: SecurityState,
        following: Following,
        cursors: PageSeal,
        isClosed: Bool,
        securityLog: SecurityLog?,
        audit: AuditLog
    ) {
        service = definition.name
        shard = configuration.shard
        self.store = store
        self.sealer = sealer
        (clock, ids) = (configuration.clock, configuration.ids)
        self.security = security
        self.following = following
        self.cursors = cursors
        self.securityLog = securityLog
        self.audit = audit
        self.isClosed = isClosed
        limits = CallLimits(configuration.settings)
        quotas = Quotas(configuration.settings, clock: configuration.clock)
        logger = configuration.logger
        observer = CallObserver(
            logger: configuration.logger,
            tracer: SpanTracer(logger: configuration.logsSpans ? configuration.logger : nil),
            registry: configuration.registry,
            refusalLines: configuration.settings.integer("log.refusals")
        )
        tenantOfPartner = definition.tenantOfPartner
    }

    /// What a method that works from memory answers; nil if memory does not know.
    func fromMemory(
        _ run: MethodBody.MemoryRead,
        _ call: IncomingCall,
        _ caller: Caller
    ) throws -> CallOutcome? {
        let context = MemoryContext(caller: caller, now: clock.now, environment: ())
        return try run(call.request, context).map { .succeeded($0) }
    }

    /// The outcome, or an error in its place if no frame can carry its reply.
    ///
    /// A list ends its pages before that; this is for whatever forgets to.
    func sendable(_ outcome: CallOutcome, _ call: IncomingCall) -> CallOutcome {
        let limit = FrameLimits.standard.bodyBytes
        guard outcome.answer.body.count > limit else { return outcome }
        tellOfTooLarge(outcome.answer.body.count, call)
        return CallOutcome(
            answer: outcome.answer.replacedAsTooLarge(limit: limit, debugID: call.debugID),
            reason: Reason.replyTooLarge.word
        )
    }

    /// The same for a command that is not committed yet: it refuses, so that nothing is done.
    func demandSendable(_ reply: [UInt8], _ call: IncomingCall) throws(Refusal) {
        guard reply.count > FrameLimits.standard.bodyBytes else { return }
        tellOfTooLarge(reply.count, call)
        throw Refusal(.replyTooLarge, "The reply would be too long to send, so nothing was done.")
    }

    private func tellOfTooLarge(_ byteCount: Int, _ call: IncomingCall) {
        logger.error(
            "A reply is longer than a frame may be",
            metadata: [
                "method": "\(call.method)", "debugId": "\(call.debugID)", "bytes": "\(byteCount)",
            ]
        )
    }

    /// The answer to what should not have happened: the log has it, the caller does not.
    func broken(_ error: any Error, effect: Effect, _ call: IncomingCall) -> CallOutcome {
        logger.error(
            "A call failed",
            metadata: [
                "method": "\(call.method)", "debugId": "\(call.debugID)", "error": "\(error)",
            ]
        )
        return .refused(Refusal(.internalError), effect, call)
    }
}

extension IncomingCall {
    /// The request's bytes: no body at all is the message without fields.
    var request: [UInt8] { body.isEmpty ? Self.emptyMap : body }

    private static let emptyMap: [UInt8] = [0xA0]

    /// Whether reading the request takes too long for the thread that every caller's calls come by.
    ///
    /// 16 KiB are read in a tenth of a millisecond, a request of the longest kind in several.
    var isLong: Bool { body.count > 16 * 1024 }
}
